import {
  createTrainingData,
  findScorer,
  getUserHistory,
  type Scorer,
  type ScorerId,
  type ScorerParameters,
  type TrainingData,
} from '@starweave/recommender';
import { UnavailableError } from '../../errors.ts';
import { loadFilmCatalogue } from '../catalogue/load-catalogue.ts';
import { createSideInformation } from '../simulated-ratings/create-side-information.ts';
import { simulateRatings } from '../simulated-ratings/simulate-ratings.ts';
import type { DataSetFacts } from './data-set-facts.ts';
import type { FeedbackKind, Film, FilmPerson } from './film-engine.ts';
import { createFilmKey } from './film-key.ts';
import { createFilmQuestions, type FilmQuestions } from './film-questions.ts';
import type { ModelShelf, OpenDataSet } from './open-data-set.ts';

/** Somebody about whom nothing is known. */
export const nobody: FilmPerson = { kind: 'person', ratings: [], feedback: [] };

/** A person with a taste: stars by title. */
export const ratedByTestPerson: Readonly<Record<string, number>> = {
  Heat: 4.5,
  'The Insider': 4,
  Alien: 5,
  Amelie: 1.5,
  'The Matrix': 4,
  Casablanca: 3,
  'Toy Story': 2,
};

/** Parameters with which models of the test's data are fitted in a moment. */
export const smallModels = {
  'svd-biased': { factors: 12, epochs: 20 },
  hybrid: { parts: 'svd-biased,item-knn,content,user-knn', folds: 2 },
} as const;

/** The built-in films with simulated ratings of so many people. */
export async function createTestDataSet(personCount = 150): Promise<OpenDataSet> {
  const catalogue = await loadFilmCatalogue();
  const { table } = simulateRatings(catalogue, { personCount, seed: 5 });
  return openTestDataSet(createTrainingData(table, undefined, createSideInformation(catalogue)));
}

/** Training data as a data set that questions are asked of. */
export function openTestDataSet(training: TrainingData): OpenDataSet {
  const { interactions, sideInformation } = training;
  const { byItem, items } = interactions;
  const films = Array.from({ length: interactions.itemCount }, (_, index): Film => {
    const features = sideInformation?.items[index];
    const codes = byItem.codes.subarray(byItem.offsets[index]!, byItem.offsets[index + 1]!);
    const { title = `Film ${index}`, year, genres = [], directors = [], keywords = [] } = features ?? {};
    const meanRating = codes.length === 0 ? undefined : meanOf(codes);
    const key = createFilmKey(title, year);
    return {
      id: items.idAt(index),
      key,
      title,
      year,
      genres,
      directors,
      keywords,
      ratingCount: codes.length,
      meanRating,
    };
  });
  const keys = new Map(films.map(({ key }, index) => [key, index]));
  return {
    facts: createFacts(training, films.length),
    films,
    training,
    readTimes: async (user) => getUserHistory(interactions, user).times,
    findFilm: (filmId) => items.indexOf(filmId),
    findKey: (key) => keys.get(key),
  };
}

/** A shelf with fitted models; the first one is the default. What isn't on it is answered by the default. */
export async function fitTestShelf(
  { training }: OpenDataSet,
  ids: readonly ScorerId[],
  parameters: Readonly<Partial<Record<ScorerId, ScorerParameters>>> = {},
): Promise<ModelShelf> {
  const models = new Map<ScorerId, Scorer>();
  for (const id of ids) {
    const data = { ...training, parts: models };
    models.set(id, await findScorer(id)!.fit(data, parameters[id] ?? {}, { seed: 1, threads: 1 }));
  }
  return {
    choose: async (requested = ids[0]) => {
      const fallback = ids[0];
      if (fallback === undefined || requested === undefined) throw new UnavailableError('No model serves.', 1000);
      const scorer = models.get(requested);
      if (scorer !== undefined) return { scorer, requested, answered: requested, reason: '' };
      return { scorer: models.get(fallback)!, requested, answered: fallback, reason: `${requested} isn't there.` };
    },
  };
}

/** A person who rated these films, by title, in stars. */
export function createTestPerson(
  { films }: OpenDataSet,
  stars: Readonly<Record<string, number>>,
  feedback: Extract<FilmPerson, { kind: 'person' }>['feedback'] = [],
): FilmPerson {
  const ratings = Object.entries(stars).map(([title, rating], place) => ({
    filmKey: getFilmByTitle(films, title).key,
    halfStars: rating * 2,
    ratedAt: 1000 + place,
  }));
  return { kind: 'person', ratings, feedback };
}

/** The test's person, who has said this about a film besides. */
export function createPersonWithFeedback(dataSet: OpenDataSet, kind: FeedbackKind, title: string): FilmPerson {
  const filmKey = getFilmByTitle(dataSet.films, title).key;
  return createTestPerson(dataSet, ratedByTestPerson, [{ filmKey, kind }]);
}

/** The built-in films with models of these kinds, and somebody to ask about. */
export interface TestQuestions {
  readonly dataSet: OpenDataSet;
  readonly shelf: ModelShelf;
  readonly questions: FilmQuestions;
  readonly person: FilmPerson;
}

/** Fits small models, the first of which is the default, and opens questions to them. */
export async function openTestQuestions(ids: readonly ScorerId[]): Promise<TestQuestions> {
  const dataSet = await createTestDataSet();
  const shelf = await fitTestShelf(dataSet, ids, smallModels);
  const questions = createFilmQuestions(dataSet, shelf);
  return { dataSet, shelf, questions, person: createTestPerson(dataSet, ratedByTestPerson) };
}

/** A film by its title; the test fails where there is none. */
export function getFilmByTitle(films: readonly Film[], title: string): Film {
  const film = films.find((one) => one.title === title);
  if (film === undefined) throw new Error(`The test's data has no film "${title}".`);
  return film;
}

function meanOf(codes: Uint8Array): number {
  return codes.reduce((sum, code) => sum + code, 0) / 2 / codes.length;
}

function createFacts({ interactions }: TrainingData, filmCount: number): DataSetFacts {
  const times = interactions.timesByUser ?? new Uint32Array();
  return {
    id: 'built-in',
    name: 'Built-in films',
    simulated: true,
    filmCount,
    userCount: interactions.userCount,
    ratingCount: interactions.ratingCount,
    meanRating: meanOf(interactions.byUser.codes),
    firstRatingAt: times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY),
    lastRatingAt: times.reduce((last, time) => Math.max(last, time), 0),
    createdAt: 1_800_000_000,
    inUse: true,
    sizeBytes: 1,
    rejectedLineCount: 0,
    rejectedLines: [],
  };
}
