/** A title and a year, as one of two lists has them. */
export interface TitleAndYear {
  readonly title: string;
  readonly year: number | undefined;
}

/** How our list of films agrees with another one. */
export interface CatalogueComparison {
  /** Ours that are there with the same title and year (some films have none there). */
  readonly found: readonly TitleAndYear[];
  /** Ours that are there with another title or year, and what stands there. */
  readonly disagreements: readonly { readonly ours: TitleAndYear; readonly theirs: string }[];
  readonly missing: readonly TitleAndYear[];
}

const YEAR_AT_END = /\s*\((\d{4})\)\s*$/;
const PARENTHESES_AT_END = /\s*\(([^()]*)\)\s*$/;
const ARTICLE_AT_END =
  /^(.*), (The|A|An|Le|La|Les|L'|Un|Une|Il|Lo|I|Gli|El|Los|Las|Der|Die|Das|Den|Det|En|Et|Ein|Eine|O|Os|As)$/i;

/** `Matrix, The` as `The Matrix`. */
function moveArticle(title: string): string {
  const [, rest, article] = ARTICLE_AT_END.exec(title) ?? [];
  if (rest === undefined || article === undefined) return title;
  return article.endsWith("'") ? `${article}${rest}` : `${article} ${rest}`;
}

/** The names of a film in MovieLens: its own, first, and those in parentheses behind it, such as the original title. */
export function readMovieLensTitle(text: string): { names: readonly string[]; year: number | undefined } {
  const year = YEAR_AT_END.exec(text)?.[1];
  let rest = text.replace(YEAR_AT_END, '').trim();
  const whole = moveArticle(rest);
  const others: string[] = [];
  for (;;) {
    const inside = PARENTHESES_AT_END.exec(rest)?.[1];
    if (inside === undefined || rest.replace(PARENTHESES_AT_END, '') === '') break;
    others.push(moveArticle(inside.replace(/^a\.?k\.?a\.?\s*/i, '').trim()));
    rest = rest.replace(PARENTHESES_AT_END, '').trim();
  }
  return {
    names: [...new Set([moveArticle(rest), whole, ...others])],
    year: year === undefined ? undefined : Number(year),
  };
}

/** What is left of a title when spelling doesn't count. */
function fold(title: string): string {
  const plain = title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/&/g, 'and')
    .replace(/^(the|a|an) /, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * Hold our films against MovieLens's titles. A film is found when its title is the main one there (or the whole of it,
 * parentheses included) and the year is the same. It disagrees when only spelling, the choice of name or up to three years
 * stand between the two.
 */
export function compareTitles(ours: readonly TitleAndYear[], theirs: readonly string[]): CatalogueComparison {
  const byName = new Map<string, { text: string; exact: readonly string[]; year: number | undefined }[]>();
  for (const text of theirs) {
    const { names, year } = readMovieLensTitle(text);
    const whole = moveArticle(text.replace(YEAR_AT_END, '').trim());
    const entry = { text, exact: [names[0]!, whole], year };
    for (const key of new Set(names.map(fold))) byName.set(key, [...(byName.get(key) ?? []), entry]);
  }
  const found: TitleAndYear[] = [];
  const disagreements: { ours: TitleAndYear; theirs: string }[] = [];
  const missing: TitleAndYear[] = [];
  for (const film of ours) {
    const near = (byName.get(fold(film.title)) ?? []).filter(
      ({ year }) => year === undefined || film.year === undefined || Math.abs(year - film.year) <= 3,
    );
    const same = near.some(({ exact, year }) => (year ?? film.year) === film.year && exact.includes(film.title));
    if (same) found.push(film);
    else if (near.length > 0) disagreements.push({ ours: film, theirs: near.map(({ text }) => text).join('; ') });
    else missing.push(film);
  }
  return { found, disagreements, missing };
}
