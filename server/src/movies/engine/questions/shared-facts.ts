import type { Film } from '../film-engine.ts';
import { sayList } from './say-stars.ts';

/** What a film has in common with all of some others: directors, keywords, genres; `undefined` when nothing is. */
export function describeShared(film: Film, others: readonly Film[]): string | undefined {
  const inAll = (listOf: (one: Film) => readonly string[]) =>
    listOf(film).filter((name) => others.every((other) => listOf(other).includes(name)));
  const directors = inAll((one) => one.directors);
  const keywords = inAll((one) => one.keywords).map((keyword) => `“${keyword}”`);
  const genres = inAll((one) => one.genres);
  const shared = [
    ...(directors.length > 0 ? [`by ${sayList(directors)}`] : []),
    ...(keywords.length > 0 ? [`about ${sayList(keywords)}`] : []),
    ...(genres.length > 0 ? [`of the genre${genres.length > 1 ? 's' : ''} ${sayList(genres)}`] : []),
  ];
  return shared.length === 0 ? undefined : shared.join(', ');
}
