/** What was typed after `/rate`: a title, and how many stars it gets. */
export type RatedWords =
  | { readonly kind: 'rated'; readonly title: string; readonly halfStars: number }
  /** There are no stars at the end. */
  | { readonly kind: 'unrated'; readonly title: string }
  /** A number at the end that is no rating. */
  | { readonly kind: 'out-of-range'; readonly title: string; readonly stars: string };

const NUMBER = /(?:^|\s)(?<stars>\d{1,3}(?:[.,]\d{1,3})?\s?½?|½|[.,]5)(?:\s*\/\s*(?<of>5|10))?(?:\s+stars?)?$/iu;
const STARS = /(?<full>(?:[★⭐]\ufe0f?)*)(?<half>[½⯨✨]?)(?<empty>(?:☆\ufe0f?)*)$/u;
/** Stars stand within so many characters at the end. */
const longestStars = 40;

/**
 * A title with its stars at the end, as people write them: `Heat 4.5`, `Heat 4,5`, `Heat 4½`, `Heat ★★★★½`, `Heat ⭐⭐⭐`,
 * `Heat 9/10`, `Heat 4 stars`. From half a star to five, in halves. A number in a title (`Apollo 13`) stands before the stars.
 */
export function parseStars(words: string): RatedWords {
  const text = words.trim();
  const end = text.slice(-longestStars);
  const before = text.slice(0, -longestStars);
  const read = (groups: Record<string, string | undefined>, { index }: RegExpExecArray): RatedWords | undefined => {
    // A piece of something longer than stars ever are.
    if (before !== '' && index === 0) return undefined;
    return rate(before + end.slice(0, index), groups);
  };
  for (const pattern of [STARS, NUMBER]) {
    const match = pattern.exec(end);
    const rated = match?.groups === undefined ? undefined : read(match.groups, match);
    if (rated !== undefined) return rated;
  }
  return { kind: 'unrated', title: text };
}

function rate(before: string, groups: Record<string, string | undefined>): RatedWords | undefined {
  const title = before.trim();
  const { full = '', half = '', empty = '', stars, of } = groups;
  if (stars !== undefined) return check(title, readNumber(stars) * (of === '10' ? 1 : 2), stars + (of ? `/${of}` : ''));
  // A lone ½ belongs to a number, as in 4½.
  if (full === '' && empty === '' && half !== '✨' && half !== '⯨') return undefined;
  const halfStars = 2 * [...full.replaceAll('\ufe0f', '')].length + (half === '' ? 0 : 1);
  return check(title, halfStars, full + half + empty);
}

function readNumber(stars: string): number {
  const number = stars.replace('½', '').trim().replace(',', '.');
  return (number === '' ? 0 : Number(number)) + (stars.endsWith('½') ? 0.5 : 0);
}

function check(title: string, halfStars: number, stars: string): RatedWords {
  const isRating = Number.isInteger(halfStars) && halfStars >= 1 && halfStars <= 10;
  return isRating ? { kind: 'rated', title, halfStars } : { kind: 'out-of-range', title, stars };
}
