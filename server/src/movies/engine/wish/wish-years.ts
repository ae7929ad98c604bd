import type { WishToken } from './wish-tokens.ts';

/** Years that a wish names. */
export interface WishYears {
  /** How many words they take. */
  readonly length: number;
  readonly from?: number;
  readonly to?: number;
  /** A decade or a span of years by itself: another one right after widens it, and doesn't narrow it. */
  readonly isSpan: boolean;
}

const decadeWords: Readonly<Record<string, number>> = {
  twenties: 1920,
  thirties: 1930,
  forties: 1940,
  fifties: 1950,
  sixties: 1960,
  seventies: 1970,
  eighties: 1980,
  nineties: 1990,
  noughties: 2000,
  aughts: 2000,
};

const numberWords: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  five: 5,
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  couple: 2,
  few: 5,
};

type Bound = 'after' | 'since' | 'before' | 'until';

/** What stands before years, longest first. */
const bounds: readonly (readonly [words: string, bound: Bound])[] = [
  ['no earlier than', 'since'],
  ['not earlier than', 'since'],
  ['no older than', 'since'],
  ['not older than', 'since'],
  ['no later than', 'until'],
  ['not later than', 'until'],
  ['no newer than', 'until'],
  ['not newer than', 'until'],
  ['newer than', 'after'],
  ['later than', 'after'],
  ['made after', 'after'],
  ['older than', 'before'],
  ['earlier than', 'before'],
  ['prior to', 'before'],
  ['up to', 'until'],
  ['starting in', 'since'],
  ['starting from', 'since'],
  ['after', 'after'],
  ['post', 'after'],
  ['since', 'since'],
  ['before', 'before'],
  ['pre', 'before'],
  ['until', 'until'],
  ['till', 'until'],
];

/**
 * Years at a place of a wish: `1999`, `in 1999`, `after 2000` (from 2001), `since 2000`, `before 1980` (to 1979), `between
 * 1970 and 1985`, `1970-1985`, `the 90s`, `late eighties`, `from the 70s on`, `this century`, `the last ten years` (up to
 * the newest film's). Two digits mean the twentieth century, `00s` and `10s` the twenty-first.
 */
export function readYears(tokens: readonly WishToken[], start: number, newestYear: number): WishYears | undefined {
  const words = tokens.map(({ word }) => word);
  return (
    readBounded(words, start) ??
    readBetween(words, start) ??
    readLastYears(words, start, newestYear) ??
    readSpan(tokens, words, start)
  );
}

interface Span {
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

function readBounded(words: readonly string[], start: number): WishYears | undefined {
  for (const [text, bound] of bounds) {
    const length = matchWords(words, start, text);
    const span = length === 0 ? undefined : readPoint(words, start + length);
    if (span === undefined) continue;
    const whole = { length: length + span.length, isSpan: false };
    if (bound === 'after') return { ...whole, from: span.to + 1 };
    if (bound === 'since') return { ...whole, from: span.from };
    return { ...whole, to: bound === 'before' ? span.from - 1 : span.to };
  }
  return undefined;
}

function readBetween(words: readonly string[], start: number): WishYears | undefined {
  if (words[start] !== 'between') return undefined;
  const first = readPoint(words, start + 1);
  const middle = first === undefined ? -1 : start + 1 + first.length;
  const second = words[middle] === 'and' || words[middle] === 'to' ? readPoint(words, middle + 1) : undefined;
  if (first === undefined || second === undefined) return undefined;
  return { ...join(first, second), length: middle + 1 + second.length - start, isSpan: true };
}

/** `the last 20 years`, `past decade`, `this century`. */
function readLastYears(words: readonly string[], start: number, newestYear: number): WishYears | undefined {
  const lead = ['in the', 'of the', 'from the', 'the', 'of', 'in', 'from'].map((text) =>
    matchWords(words, start, text),
  );
  const at = start + Math.max(0, ...lead);
  const [word, next, after] = [words[at], words[at + 1] ?? '', words[at + 2] ?? ''];
  if ((word === 'this' || word === '21st') && next === 'century')
    return { length: at + 2 - start, from: 2000, isSpan: false };
  if ((word === 'last' || word === '20th') && next === 'century')
    return { length: at + 2 - start, to: 1999, isSpan: false };
  if (word !== 'last' && word !== 'past') return undefined;
  if (next === 'decade') return { length: at + 2 - start, from: newestYear - 9, isSpan: false };
  const count = /^\d{1,2}$/.test(next) ? Number(next) : numberWords[next];
  if (count === undefined || !after.startsWith('year')) return undefined;
  return { length: at + 3 - start, from: newestYear - count + 1, isSpan: false };
}

/** A year, a decade or a span by itself, with what may stand before and after it. */
function readSpan(tokens: readonly WishToken[], words: readonly string[], start: number): WishYears | undefined {
  const lead = ['in', 'from', 'of', 'during', 'made in', 'released in'].map((text) => matchWords(words, start, text));
  const at = start + Math.max(0, ...lead);
  const first = readPoint(words, at);
  if (first === undefined) return undefined;
  const end = at + first.length;
  const isTied = tokens[end]?.isTied === true;
  const middle = ['to', 'until', 'till', 'through', 'up to'].map((text) => matchWords(words, end, text));
  const joined = isTied ? 0 : Math.max(0, ...middle);
  const second = isTied || joined > 0 ? readPoint(words, end + joined) : undefined;
  if (second !== undefined)
    return { ...join(first, second), length: end + joined + second.length - start, isSpan: true };
  const onward = ['and later', 'and newer', 'and after', 'or later', 'or newer', 'onwards', 'onward', 'on'].map(
    (text) => matchWords(words, end, text),
  );
  const backward = ['and earlier', 'and older', 'and before', 'or earlier', 'or older'].map((text) =>
    matchWords(words, end, text),
  );
  if (Math.max(...onward) > 0) return { length: end + Math.max(...onward) - start, from: first.from, isSpan: false };
  if (Math.max(...backward) > 0) return { length: end + Math.max(...backward) - start, to: first.to, isSpan: false };
  return { ...first, length: end - start, isSpan: true };
}

/** One year or decade: `1999`, `1990s`, `90s`, `the nineties`, `late 90s`. */
function readPoint(words: readonly string[], start: number): Span | undefined {
  const article = words[start] === 'the' ? 1 : 0;
  const word = words[start + article] ?? '';
  if (/^(18[7-9]|19|20)\d*$/.test(word) && word.length === 4) {
    return { length: article + 1, from: Number(word), to: Number(word) };
  }
  const part = ['early', 'mid', 'middle', 'late'].indexOf(word);
  const decade = readDecade(words[start + article + (part < 0 ? 0 : 1)] ?? '');
  if (decade === undefined) return undefined;
  const length = article + (part < 0 ? 1 : 2);
  if (part === 0) return { length, from: decade, to: decade + 3 };
  if (part === 3) return { length, from: decade + 6, to: decade + 9 };
  if (part > 0) return { length, from: decade + 3, to: decade + 6 };
  return { length, from: decade, to: decade + 9 };
}

function readDecade(word: string): number | undefined {
  const digits = /^((?:18|19|20)?\d)0s$/.exec(word)?.[1];
  if (digits === undefined) return Object.hasOwn(decadeWords, word) ? decadeWords[word] : undefined;
  if (digits.length === 3) return Number(digits) * 10;
  return Number(digits) < 2 ? 2000 + Number(digits) * 10 : 1900 + Number(digits) * 10;
}

function join(first: Span, second: Span): { readonly from: number; readonly to: number } {
  return { from: Math.min(first.from, second.from), to: Math.max(first.to, second.to) };
}

/** How many words of a text stand at a place: all, or 0. */
function matchWords(words: readonly string[], start: number, text: string): number {
  const wanted = text.split(' ');
  return wanted.every((word, place) => words[start + place] === word) ? wanted.length : 0;
}
