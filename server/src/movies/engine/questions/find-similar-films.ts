import type { SimilarQuery, SimilarResult } from '../film-engine.ts';
import { getFilmIndex } from '../known-person.ts';
import type { ChosenModel } from '../open-data-set.ts';
import type { QuestionSources } from './question-sources.ts';

/**
 * The films most like one, by the model's own measure; where that finds none (popularity has no opinion, or nobody rated the
 * film), by the default model, and where that finds none either, by the content.
 *
 * @throws NotFoundError for a film that isn't there
 */
export async function findSimilarFilms(sources: QuestionSources, query: SimilarQuery): Promise<SimilarResult> {
  const { dataSet, shelf } = sources;
  const index = getFilmIndex(dataSet, query.filmId);
  const first = await shelf.choose(query.algorithm);
  let model: ChosenModel = first;
  let found = first.scorer.findSimilarItems(index, query.limit);
  for (const algorithm of [undefined, 'content'] as const) {
    if (found.length > 0) break;
    const other = await shelf.choose(algorithm);
    if (other.answered === model.answered) continue;
    found = other.scorer.findSimilarItems(index, query.limit);
    const reason = `${first.answered} knows no film that is like this one.`;
    model = { ...other, requested: first.requested, reason };
  }
  return {
    film: dataSet.films[index]!,
    films: found.map(({ item, score }) => ({ film: dataSet.films[item]!, score })),
    model: sources.describeModel(found.length > 0 ? model : first),
  };
}
