import type { PredictQuery, PredictResult } from '../film-engine.ts';
import { getFilmIndex, readPerson } from '../known-person.ts';
import type { QuestionSources } from './question-sources.ts';

/**
 * The stars that somebody would give, in the order asked for; films that they rated too.
 *
 * @throws NotFoundError for a user of the data or a film that isn't there
 */
export async function predictRatings(sources: QuestionSources, query: PredictQuery): Promise<PredictResult> {
  const { dataSet } = sources;
  const person = readPerson(dataSet, query.person);
  const films = query.filmIds.map((filmId) => getFilmIndex(dataSet, filmId));
  // Nobody's ratings are needed to predict: means answer then, and say so by their basis.
  const model = await sources.shelf.choose(query.algorithm);
  const view = sources.views.get(model.scorer, person);
  const predictions = films.map((film, place) => ({ filmId: query.filmIds[place]!, ...view.predict(film) }));
  return { predictions, model: sources.describeModel(model) };
}
