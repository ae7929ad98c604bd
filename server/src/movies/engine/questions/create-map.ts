import { UnavailableError } from '../../../errors.ts';
import { algorithmDescriptions } from '../../algorithms/algorithm-descriptions.ts';
import type { FilmMap } from '../data-set-facts.ts';
import { projectFactors } from '../project-factors.ts';
import { createFilmPoint } from './film-point.ts';
import type { QuestionSources } from './question-sources.ts';

const MOST_FILMS = 5000;
const RETRY_MS = 10_000;

/**
 * A map of the up to 5,000 most rated films, by the two strongest directions of a model's factors (`projectFactors`): films
 * that the same people like lie close to each other.
 *
 * @throws UnavailableError while no model with factors serves
 */
export async function createMap(sources: QuestionSources): Promise<FilmMap> {
  const { dataSet, mostRated } = sources;
  const factors = await sources.findItemFactors();
  if (factors === undefined) {
    const advice = 'Train SVD or SVD (biased), or give films more memory.';
    throw new UnavailableError(`There is no map of films: no model with factors serves. ${advice}`, RETRY_MS);
  }
  const rated = mostRated.filter((film) => dataSet.films[film]!.ratingCount > 0);
  const films = rated.subarray(0, MOST_FILMS);
  const places = projectFactors(factors.values, factors.width, films);
  return {
    method: `the two strongest directions of the factors of ${algorithmDescriptions[factors.algorithm].name}`,
    algorithm: factors.algorithm,
    points: places.map((place, row) => ({ ...createFilmPoint(dataSet.films[films[row]!]!), ...place })),
  };
}
