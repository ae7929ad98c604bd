import type { Film } from '../film-engine.ts';
import { sayList } from './say-stars.ts';

/** Facts of films, as sentences name them. */
export interface NamedFacts {
  readonly directors: readonly string[];
  readonly keywords: readonly string[];
  readonly genres: readonly string[];
}

/** Facts after "it is", as in `by Michael Mann, about “heist”, of the genres Crime and Thriller`; empty without any. */
export function sayFacts({ directors, keywords, genres }: NamedFacts): string {
  const parts = [
    ...(directors.length > 0 ? [`by ${sayList(directors)}`] : []),
    ...(keywords.length > 0 ? [`about ${sayList(keywords.map((keyword) => `“${keyword}”`))}`] : []),
    ...(genres.length > 0 ? [`of the genre${genres.length > 1 ? 's' : ''} ${sayList(genres)}`] : []),
  ];
  return parts.join(', ');
}

/** What a film has in common with all of some others; `undefined` when nothing is. */
export function describeShared(film: Film, others: readonly Film[]): string | undefined {
  const inAll = (listOf: (one: Film) => readonly string[]) =>
    listOf(film).filter((name) => others.every((other) => listOf(other).includes(name)));
  const shared = {
    directors: inAll((one) => one.directors),
    keywords: inAll((one) => one.keywords),
    genres: inAll((one) => one.genres),
  };
  return sayFacts(shared) || undefined;
}
