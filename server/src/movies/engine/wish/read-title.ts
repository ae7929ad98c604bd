import type { Film } from '../film-engine.ts';
import { computeEditDistance, countAllowedErrors } from '../search/edit-distance.ts';
import { type FilmSearch, rankFilms } from '../search/film-search.ts';
import { keepTypedArticle, type TitleLookup } from '../search/title-lookup.ts';
import { dropArticles, foldTitle, splitWords } from '../search/title-words.ts';
import type { WishToken } from './wish-tokens.ts';
import { findPhrase } from './wish-words.ts';

/** What titles are looked up in. */
export interface TitleSources {
  readonly films: readonly Film[];
  readonly lookup: TitleLookup;
  readonly search: FilmSearch;
}

/** A title that was read: one film, or a question which of several (or of none) is meant. */
export interface ReadTitle {
  readonly length: number;
  readonly film: number | undefined;
  /** The films that it may mean, the most rated first. */
  readonly candidates: readonly number[];
  /** As it was typed. */
  readonly title: string;
}

const MOST_WORDS = 12;
const MOST_CANDIDATES = 6;
/** So many films that were found are looked at for others that may be meant. */
const MOST_RELATED = 60;
/** One typing error for so many letters of a title. */
const LETTERS_PER_ERROR = 5;
/** Words that end a title of which no film is known by its whole name. */
const ends: ReadonlySet<string> = new Set([
  'but',
  'with',
  'without',
  'only',
  'after',
  'before',
  'less',
  'more',
  'not',
  'since',
  'from',
]);

/**
 * The title at a place of a wish: the longest run of words that is a whole title, or with which only one film's begins; a year
 * after it says which film of that title is meant. Where no run is, words up to the next clause are searched with typing
 * errors, one for every five letters.
 */
export function readTitle(tokens: readonly WishToken[], start: number, sources: TitleSources): ReadTitle | undefined {
  if (start >= tokens.length) return undefined;
  return readKnownTitle(tokens, start, sources) ?? readMistypedTitle(tokens, start, sources);
}

/** As `readTitle`, without typing errors. */
export function readKnownTitle(
  tokens: readonly WishToken[],
  start: number,
  sources: TitleSources,
): ReadTitle | undefined {
  const words = tokens.map(({ word }) => word);
  for (let length = Math.min(MOST_WORDS, words.length - start); length > 0; length -= 1) {
    const run = words.slice(start, start + length);
    const called = sources.lookup.findWhole(run);
    const exact = new Set(
      keepTypedArticle(
        called.map((film) => sources.films[film]!),
        run.join(' '),
      ),
    );
    const whole = called.filter((film) => exact.has(sources.films[film]!));
    if (whole.length > 0) return settle(tokens, { start, length, films: whole }, sources);
    if (!canBegin(tokens, start, length)) continue;
    const beginning = sources.lookup.findBeginning(run);
    if (beginning.length > 0) return settle(tokens, { start, length, films: beginning }, sources);
  }
  return undefined;
}

/** One word begins a title only where a clause ends after it, and it isn't a word of the grammar. */
function canBegin(tokens: readonly WishToken[], start: number, length: number): boolean {
  const last = tokens[start + length - 1]!;
  const next = tokens[start + length];
  if (ends.has(last.word) || last.word === 'and') return false;
  if (length > 1) return tokens.slice(start, start + length).some((_, place, run) => !isGrammar(run, place));
  return (
    !isGrammar(tokens, start) &&
    (next === undefined || next.clause !== last.clause || ends.has(next.word) || next.word === 'and')
  );
}

function isGrammar(tokens: readonly WishToken[], place: number): boolean {
  return findPhrase([tokens[place]!.word], 0) !== undefined;
}

function settle(
  tokens: readonly WishToken[],
  { start, length, films }: { readonly start: number; readonly length: number; readonly films: readonly number[] },
  { films: all }: TitleSources,
): ReadTitle {
  const typed = tokens
    .slice(start, start + length)
    .map(({ text }) => text)
    .join(' ');
  const yearPlace = ['from', 'of'].includes(tokens[start + length]?.word ?? '') ? start + length + 1 : start + length;
  const year = Number(/^\d{4}$/.exec(tokens[yearPlace]?.word ?? '')?.[0]);
  const ofYear = films.filter((film) => all[film]!.year === year);
  if (ofYear.length === 1) {
    return { length: yearPlace + 1 - start, film: ofYear[0], candidates: ofYear, title: typed };
  }
  const candidates = films.toSorted((a, b) => all[b]!.ratingCount - all[a]!.ratingCount || a - b);
  const film = candidates.length === 1 ? candidates[0] : undefined;
  return { length, film, candidates: candidates.slice(0, MOST_CANDIDATES), title: typed };
}

function readMistypedTitle(tokens: readonly WishToken[], start: number, sources: TitleSources): ReadTitle | undefined {
  const { clause } = tokens[start]!;
  let end = start;
  while (end < tokens.length && tokens[end]!.clause === clause && !ends.has(tokens[end]!.word)) end += 1;
  if (end === start) return undefined;
  const shorter = tokens.findIndex(
    ({ word }, place) => place > start && place < end && (word === 'and' || word === 'or'),
  );
  for (const stop of shorter < 0 ? [end] : [end, shorter]) {
    const film = findMistyped(tokens.slice(start, stop), sources);
    if (film !== undefined) {
      const title = typedText(tokens, start, stop);
      return { length: stop - start, film, candidates: [film], title };
    }
  }
  const stop = shorter < 0 ? end : shorter;
  const title = typedText(tokens, start, stop);
  const candidates = findRelated(title, sources);
  return { length: stop - start, film: undefined, candidates, title };
}

function findMistyped(tokens: readonly WishToken[], { films, search }: TitleSources): number | undefined {
  const title = foldTitle(tokens.map(({ word }) => word).join(' '));
  const limit = Math.max(1, Math.floor(title.length / LETTERS_PER_ERROR));
  const near = rankFilms(search.find(title).films, MOST_CANDIDATES)
    .map(({ film }) => ({ film, errors: computeEditDistance(title, foldTitle(films[film]!.title), limit) }))
    .filter(({ errors }) => errors <= limit)
    .sort((a, b) => a.errors - b.errors);
  const [best, second] = near;
  return best !== undefined && best.errors !== second?.errors ? best.film : undefined;
}

/** Films whose titles share a word, or how it begins, with what was typed. */
function findRelated(title: string, { films, search }: TitleSources): readonly number[] {
  const typed = dropArticles(splitWords(foldTitle(title)));
  const isRelated = (film: number) => {
    const own = splitWords(foldTitle(films[film]!.title));
    return own.some((word) =>
      typed.some((other) => {
        const limit = countAllowedErrors(other.length);
        return word.startsWith(other) || computeEditDistance(word, other, limit) <= limit;
      }),
    );
  };
  const found = rankFilms(search.find(title).films, MOST_RELATED).map(({ film }) => film);
  return found.filter(isRelated).slice(0, MOST_CANDIDATES);
}

function typedText(tokens: readonly WishToken[], start: number, end: number): string {
  return tokens
    .slice(start, end)
    .map(({ text }) => text)
    .join(' ');
}
