import type { Explanation, UserView } from '@starweave/recommender';
import type { ExplainedPart, ExplainQuery, ExplainResult, FilmPerson } from '../film-engine.ts';
import { getFilmIndex, readPerson } from '../known-person.ts';
import { computeDeviation } from '../steering.ts';
import { type LabelContext, labelContribution, labelFeedback } from './contribution-labels.ts';
import { FilmReasons } from './film-reasons.ts';
import type { QuestionSources } from './question-sources.ts';
import { sayStars } from './say-stars.ts';

/** More parts than these are added up into one. */
const MOST_PARTS = 40;

/**
 * Why a film has its score for somebody: the model's exact contributions, and what feedback moves (`Steering`, with σ over
 * what is explained, stars or scores, of the 200 most rated films). The parts add up to `total`, up to rounding, the largest
 * first; beyond 40 the smallest are one part. Where feedback moves the film, `total` is a score also if it is one of stars:
 * the predicted rating stays what the model says.
 *
 * @throws NotFoundError for a user of the data or a film that isn't there
 */
export async function explainFilm(sources: QuestionSources, query: ExplainQuery): Promise<ExplainResult> {
  const { dataSet } = sources;
  const index = getFilmIndex(dataSet, query.filmId);
  const film = dataSet.films[index]!;
  const person = readPerson(dataSet, query.person);
  const model = await sources.chooseFor(person, query.algorithm);
  const view = sources.views.get(model.scorer, person);
  const { liked, notInterested, isStranger } = person;
  const wishes = { likeFilms: [], genreWeights: [], liked, notInterested };
  const starModel = await sources.chooseForStars(model);
  const steering = sources.createSteering(wishes, model, starModel);
  const explanation = view.explain(index);
  const context: LabelContext = { films: dataSet.films, film, isStranger };
  const feedback = steering.explain(index);
  const deviation = feedback.length === 0 ? 0 : measureDeviation(view, explanation.of, sources);
  const moved = feedback.map((part) => labelFeedback(part, deviation, context));
  const parts = [...explanation.contributions.map((part) => labelContribution(part, context)), ...moved];
  const reasons = new FilmReasons({ sources, person, view, steering });
  const predictedRating = sources.views.get(starModel, person).predict(index).rating;
  return {
    film,
    sentence: `${reasons.createSentence(index)} ${describeExpectation(query.person, film.key, predictedRating)}`,
    of: moved.length > 0 ? 'score' : explanation.of,
    total: explanation.total + moved.reduce((sum, { amount }) => sum + amount, 0),
    parts: limitParts(parts),
    predictedRating,
    model: sources.describeModel(model),
  };
}

function measureDeviation(view: UserView, of: Explanation['of'], { dataSet, reference }: QuestionSources): number {
  if (of === 'rating') return computeDeviation(reference, (film) => view.predict(film).rating);
  const scores = new Float32Array(dataSet.films.length);
  view.scoreItems(scores);
  return computeDeviation(reference, (film) => scores[film]!);
}

function describeExpectation(person: FilmPerson, filmKey: string, expected: number): string {
  const stars = sayStars(expected);
  if (person.kind === 'user') return `The model expects ${stars} of this person.`;
  const own = person.ratings.findLast((rating) => rating.filmKey === filmKey);
  if (own === undefined) return `The model expects ${stars} of you.`;
  return `You gave it ${sayStars(own.halfStars / 2)}; knowing that, the model expects ${stars}.`;
}

function limitParts(parts: readonly ExplainedPart[]): readonly ExplainedPart[] {
  const sorted = parts.toSorted((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
  if (sorted.length <= MOST_PARTS) return sorted;
  const others = sorted.slice(MOST_PARTS - 1);
  const amount = others.reduce((sum, part) => sum + part.amount, 0);
  const rest: ExplainedPart = { kind: 'rest', amount, label: `${others.length} smaller parts together` };
  return [...sorted.slice(0, MOST_PARTS - 1), rest].sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
}
