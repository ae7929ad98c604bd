import { recommend, type Scorer } from '@starweave/recommender';
import { InvalidRequestError } from '../../../errors.ts';
import type { FilterRelief, RecommendQuery, RecommendResult } from '../film-engine.ts';
import { computeRelief, isFilter } from '../film-filter.ts';
import { getFilmIndex, type KnownPerson, readPerson } from '../known-person.ts';
import type { ChosenModel } from '../open-data-set.ts';
import { steerView } from '../steering.ts';
import { FilmReasons } from './film-reasons.ts';
import type { QuestionSources } from './question-sources.ts';

/**
 * The best films for somebody who hasn't rated them, by the model's scores, moved by wishes and feedback (`Steering`), passed
 * through the filter and re-ranked for diversity (`recommend` of the recommender). Never among them: films that the person
 * rated, has seen or isn't interested in, and those that the list should be like. Deterministic.
 *
 * @throws NotFoundError for a user of the data or a film that isn't there
 * @throws InvalidRequestError for a limit or a diversity out of range
 */
export async function recommendFilms(sources: QuestionSources, query: RecommendQuery): Promise<RecommendResult> {
  const { dataSet } = sources;
  requireRanges(query);
  const person = readPerson(dataSet, query.person);
  const likeFilms = [...new Set(query.likeFilmIds.map((filmId) => getFilmIndex(dataSet, filmId)))];
  const model = await sources.chooseFor(person, query.algorithm);
  const starModel = await sources.chooseForStars(model);
  const cause = { query, scorers: [model.scorer, starModel], reason: model.reason } as const;
  return sources.lists.get(cause, () => makeList(sources, query, { person, likeFilms, model, starModel }));
}

interface ListMakers {
  readonly person: KnownPerson;
  readonly likeFilms: readonly number[];
  readonly model: ChosenModel;
  readonly starModel: Scorer;
}

function makeList(
  sources: QuestionSources,
  query: RecommendQuery,
  { person, likeFilms, model, starModel }: ListMakers,
): RecommendResult {
  const { dataSet } = sources;
  const { liked, notInterested } = person;
  const wishes = { likeFilms, genreWeights: query.genreWeights, liked, notInterested };
  const steering = sources.createSteering(wishes, model, starModel);
  const view = sources.views.get(model.scorer, person);
  const stars = sources.views.get(starModel, person);
  const excluded = new Set([...person.notInterested, ...person.seen, ...likeFilms, ...listByOthers(query, sources)]);
  const ranked = recommend(steerView(view, steering, sources.reference), dataSet.training, person.history, {
    count: query.limit,
    diversity: query.diversity,
    filter: { ...query.filter, exclude: excluded },
  });
  const reasons = new FilmReasons({ sources, person, view, steering });
  const films = ranked.map(({ item, score }) => ({
    film: dataSet.films[item]!,
    predictedRating: stars.predict(item).rating,
    score,
    sentence: reasons.createSentence(item),
  }));
  return {
    films,
    model: sources.describeModel(model),
    ratingCount: person.history.items.length,
    relief: films.length < query.limit ? findRelief(query, sources, { person, excluded }) : [],
  };
}

function requireRanges({ limit, diversity }: RecommendQuery): void {
  const violations = [];
  if (!Number.isInteger(limit) || limit < 1) {
    violations.push({ field: 'limit', description: 'A list has a whole number of films, 1 or more.' });
  }
  if (!(diversity >= 0 && diversity <= 1)) {
    violations.push({ field: 'diversity', description: 'It goes from 0 to 1.' });
  }
  if (violations.length > 0) throw new InvalidRequestError(violations);
}

/** Films that are left out because others direct them: the recommender knows no directors. */
function listByOthers({ directors = [] }: RecommendQuery, { dataSet }: QuestionSources): number[] {
  if (directors.length === 0) return [];
  const wanted = new Set(directors);
  return [...dataSet.films.keys()].filter((film) => !dataSet.films[film]!.directors.some((name) => wanted.has(name)));
}

function findRelief(
  { filter }: RecommendQuery,
  { dataSet }: QuestionSources,
  { person, excluded }: { readonly person: KnownPerson; readonly excluded: ReadonlySet<number> },
): readonly FilterRelief[] {
  if (!isFilter(filter)) return [];
  const rated = new Set(person.history.items);
  const open = dataSet.films.filter((_, film) => !rated.has(film) && !excluded.has(film));
  return computeRelief(open, filter);
}
