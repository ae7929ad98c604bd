import { WrongStateError } from '../../../errors.ts';
import type { Film } from '../film-engine.ts';
import { getFilmIndex } from '../known-person.ts';
import { countCodes } from './count-codes.ts';
import type { QuestionSources } from './question-sources.ts';

/**
 * Facts of films by id, in the order asked for.
 *
 * @param dataSetId the data set that the ids are of, where it is known: in another one they may be other films'
 * @throws NotFoundError, and WrongStateError where another data set is in use
 */
export function getFilms(
  { dataSet }: QuestionSources,
  filmIds: readonly number[],
  dataSetId = dataSet.facts.id,
): readonly Film[] {
  if (dataSetId !== dataSet.facts.id) {
    throw new WrongStateError('Other films are in use by now than those that this one was among. Look it up anew.');
  }
  return filmIds.map((filmId) => dataSet.films[getFilmIndex(dataSet, filmId)]!);
}

/** Facts of films by key, in the order asked for; undefined for those that the data set hasn't. */
export function findFilms({ dataSet }: QuestionSources, filmKeys: readonly string[]): readonly (Film | undefined)[] {
  return filmKeys.map((key) => {
    const film = dataSet.findKey(key);
    return film === undefined ? undefined : dataSet.films[film];
  });
}

/** Counts of a film's ratings from half a star to five. @throws NotFoundError */
export function countRatings({ dataSet }: QuestionSources, filmId: number): readonly number[] {
  const film = getFilmIndex(dataSet, filmId);
  const { offsets, codes } = dataSet.training.interactions.byItem;
  return countCodes(codes.subarray(offsets[film]!, offsets[film + 1]!));
}
