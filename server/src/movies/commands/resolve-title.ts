import { extractYearFromTitle } from '@starweave/film-text';
import type { Film, FilmEngine } from '../engine/film-engine.ts';
import { computeEditDistance } from '../engine/search/edit-distance.ts';
import { keepTypedArticle, listTitleNames } from '../engine/search/title-lookup.ts';
import { foldTitle, splitWords } from '../engine/search/title-words.ts';

/** What a title that somebody typed may mean. */
export type TitleMeaning =
  /** `isGuess`: it was not typed as the film is called. */
  | { readonly kind: 'film'; readonly film: Film; readonly isGuess: boolean }
  /** The likeliest first. */
  | { readonly kind: 'several'; readonly films: readonly Film[] }
  /** With those that come closest, if any does. */
  | { readonly kind: 'unknown'; readonly closest: readonly Film[] };

const filmsLookedAt = 50;
const mostAsked = 6;
const mostClosest = 3;
/** One typing error in so many letters. */
const lettersPerError = 5;

/**
 * The film that a title means: `Heat (1995)`, `heat 1995`, `Matrix, The`, `Haet`, `Dr. Strangelove`.
 *
 * The one film that is called so; else the one whose title begins so, then the one whose title has all these words, then the
 * one with the fewest typing errors, one in five letters at most. Where several come out even, nobody guesses.
 */
export async function resolveTitle(engine: Pick<FilmEngine, 'search'>, title: string): Promise<TitleMeaning> {
  const readings = listReadings(title);
  const found = await Promise.all(readings.map((reading) => findFilms(engine, reading)));
  for (const match of [isCalled, beginsWith, hasWords]) {
    for (const [index, films] of found.entries()) {
      const matching = films.filter((film) => match(film, readings[index]!));
      const meant = match === isCalled ? keepTypedArticle(matching, readings[index]!.words) : matching;
      const meaning = decide(meant, match !== isCalled);
      if (meaning !== undefined) return meaning;
    }
  }
  const misspelled = found.flatMap((films, index) => findMisspelled(films, readings[index]!));
  return decide(misspelled, true) ?? { kind: 'unknown', closest: uniteFilms(found).slice(0, mostClosest) };
}

/** What the words may say: a title, and maybe the year that follows it. */
interface TitleReading {
  readonly words: string;
  /** As titles are compared. */
  readonly folded: string;
  readonly year: number | undefined;
}

function listReadings(title: string): TitleReading[] {
  const words = title.trim().replace(/^["“„'‘](.*)["”“'’]$/su, '$1');
  const create = (text: string, year: number | undefined): TitleReading[] => {
    const folded = foldTitle(text);
    return folded === '' ? [] : [{ words: text, folded, year }];
  };
  const year = extractYearFromTitle(words);
  if (year !== undefined) return create(words.replace(/\(\d{4}\)\s*$/u, ''), year);
  const bare = extractYearFromTitle(words.replace(/(?<=\s)(\d{4})$/u, '($1)'));
  const withYear = bare === undefined ? [] : create(words.replace(/\s\d{4}$/u, ''), bare);
  return [...create(words, undefined), ...withYear];
}

async function findFilms(engine: Pick<FilmEngine, 'search'>, { words, year }: TitleReading): Promise<readonly Film[]> {
  const filter = year === undefined ? {} : { yearFrom: year, yearTo: year };
  const query = { words, person: '', filter, order: 'match', limit: filmsLookedAt, offset: 0 } as const;
  return (await engine.search(query)).films;
}

function isCalled(film: Film, { folded }: TitleReading): boolean {
  return listTitleNames(film.title).includes(folded);
}

function beginsWith(film: Film, { folded }: TitleReading): boolean {
  return listTitleNames(film.title).some((name) => name.startsWith(`${folded} `));
}

function hasWords(film: Film, { folded }: TitleReading): boolean {
  const words = new Set(listTitleNames(film.title).flatMap(splitWords));
  return splitWords(folded).every((word) => words.has(word));
}

/** The films with the fewest errors, if they are few enough. */
function findMisspelled(films: readonly Film[], { folded }: TitleReading): Film[] {
  const limit = Math.floor(folded.length / lettersPerError) || (folded.length === lettersPerError - 1 ? 1 : 0);
  const measure = (name: string) => computeEditDistance(folded, name, limit);
  const distances = films.map(({ title }) => Math.min(...listTitleNames(title).map(measure)));
  const least = Math.min(...distances);
  return least > limit ? [] : films.filter((_, index) => distances[index] === least);
}

function decide(films: readonly Film[], isGuess: boolean): TitleMeaning | undefined {
  const [film, other] = films;
  if (film === undefined) return undefined;
  if (other === undefined) return { kind: 'film', film, isGuess };
  const known = films.toSorted((one, another) => another.ratingCount - one.ratingCount);
  return { kind: 'several', films: known.slice(0, mostAsked) };
}

function uniteFilms(found: readonly (readonly Film[])[]): Film[] {
  return [...new Map(found.flat().map((film) => [film.id, film])).values()];
}
