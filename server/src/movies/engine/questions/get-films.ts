import type { Film } from '../film-engine.ts';
import { getFilmIndex } from '../known-person.ts';
import type { QuestionSources } from './question-sources.ts';

/** Facts of films by id, in the order asked for. @throws NotFoundError */
export function getFilms({ dataSet }: QuestionSources, filmIds: readonly number[]): readonly Film[] {
  return filmIds.map((filmId) => dataSet.films[getFilmIndex(dataSet, filmId)]!);
}

/** Counts of a film's ratings from half a star to five. @throws NotFoundError */
export function countRatings({ dataSet }: QuestionSources, filmId: number): readonly number[] {
  const film = getFilmIndex(dataSet, filmId);
  const { offsets, codes } = dataSet.training.interactions.byItem;
  return countCodes(codes.subarray(offsets[film]!, offsets[film + 1]!));
}

/** Counts of ratings from half a star to five. */
export function countCodes(codes: Uint8Array): readonly number[] {
  const counts = new Array<number>(10).fill(0);
  for (const code of codes) counts[code - 1]! += 1;
  return counts;
}
