import type { ScorerId } from '@starweave/recommender';
import { NotFoundError, WrongStateError } from '../errors.ts';
import type { BenchmarkOutcome } from './engine/benchmark-outcome.ts';
import type { DataSetFacts } from './engine/data-set-facts.ts';
import type { EngineStatus } from './engine/engine-status.ts';
import type { AnsweringModel, Film, FilmEngine, FilmPerson, RatedFilm } from './engine/film-engine.ts';
import { createFilmKey } from './engine/film-key.ts';
import type { FilmTask, TaskListener, TaskOrder } from './engine/film-task.ts';

/** Films that a test plants: title, year, mean rating. */
export type PlantedFilm = readonly [title: string, year: number, meanRating: number];

const plantedFilms: readonly PlantedFilm[] = [
  ['Heat', 1995, 4.1],
  ['Amélie', 2001, 4.2],
  ['Alien', 1979, 4.3],
  ['The Room', 2003, 2.1],
  ['<script>alert("🎬")</script>', 2010, 3],
];

/**
 * An engine small enough to foretell: a film's prediction is its mean drawn halfway to the person's own mean rating, a list is
 * ordered by it, and two films are as alike as their years. Data set "other" holds the same films under other ids.
 */
export interface TestFilmEngine extends FilmEngine {
  /** Answers instead of the algorithm that is asked for. */
  answersInstead: { readonly algorithm: ScorerId; readonly reason: string } | undefined;
  /** Data set in use. */
  dataSetId: 'planted' | 'other';
  readonly running: Map<string, FilmTask>;
  /** Every order that was given, the latest last. */
  readonly orders: TaskOrder[];
  /** Has the task of this id become what it says. */
  change(id: string, change: Partial<FilmTask>, benchmark?: BenchmarkOutcome): void;
  /** What the parts of the analytics wait for. */
  mapReady: Promise<void>;
  dataSetReady: Promise<void>;
}

const firstFilmIds = { planted: 1, other: 101 } as const;

export function createTestFilmEngine(onTask: TaskListener): TestFilmEngine {
  const state: Pick<
    TestFilmEngine,
    'answersInstead' | 'dataSetId' | 'running' | 'orders' | 'mapReady' | 'dataSetReady'
  > = {
    answersInstead: undefined,
    dataSetId: 'planted',
    running: new Map(),
    orders: [],
    mapReady: Promise.resolve(),
    dataSetReady: Promise.resolve(),
  };
  const get = (): TestFilmEngine => engine;
  const parts = { ...createAnswers(get), ...createData(get), ...createTasks(get, onTask) };
  const engine = Object.assign(parts, state) as TestFilmEngine;
  return engine;
}

type GetEngine = () => TestFilmEngine;

function listFilms({ dataSetId }: TestFilmEngine): Film[] {
  const films = dataSetId === 'other' ? plantedFilms.slice(1) : plantedFilms;
  const first = firstFilmIds[dataSetId];
  return films.map(([title, year, meanRating], index) => ({
    ...{ id: first + index, key: createFilmKey(title, year), title, year, meanRating },
    ...{ genres: ['Drama'], directors: [], keywords: [], ratingCount: 10 },
  }));
}

function getFilm(engine: TestFilmEngine, id: number): Film {
  const film = listFilms(engine).find((each) => each.id === id);
  if (film === undefined) throw new NotFoundError('film', String(id));
  return film;
}

function answer({ answersInstead, dataSetId }: TestFilmEngine, requested: ScorerId = 'hybrid'): AnsweringModel {
  const { algorithm = requested, reason = '' } = answersInstead ?? {};
  return { requested, answered: algorithm, reason, dataSetId, simulated: true };
}

const everyonesMean = 3.5;

function predict(film: Film, person: FilmPerson): number {
  if (person.kind === 'user' && person.userId !== 1)
    throw new NotFoundError('user of the data set', String(person.userId));
  const ratings = person.kind === 'user' ? [4] : person.ratings.map(({ halfStars }) => halfStars / 2);
  const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length || everyonesMean;
  return (film.meanRating ?? everyonesMean) + (mean - everyonesMean) / 2;
}

function createAnswers(get: GetEngine): Partial<FilmEngine> {
  return {
    async recommend({ person, algorithm, limit, filter }) {
      const { yearFrom = 0 } = filter;
      const known = new Set(
        person.kind === 'user'
          ? []
          : [...person.ratings, ...person.feedback.filter(({ kind }) => kind !== 'like')].map((each) => each.filmKey),
      );
      const open = listFilms(get()).filter(({ key }) => !known.has(key));
      const films = open
        .filter(({ year = 0 }) => year >= yearFrom)
        .map((film) => ({
          film,
          predictedRating: predict(film, person),
          score: predict(film, person),
          sentence: 'So.',
        }))
        .sort((a, b) => b.score - a.score);
      const relief = films.length < limit ? [{ field: 'yearFrom' as const, filmCount: open.length }] : [];
      const ratingCount = person.kind === 'user' ? 1 : person.ratings.length;
      return { films: films.slice(0, limit), model: answer(get(), algorithm), ratingCount, relief };
    },
    async predict({ person, filmIds, algorithm }) {
      const toPrediction = (filmId: number) => ({
        filmId,
        rating: predict(getFilm(get(), filmId), person),
        basis: 'item',
      });
      return { predictions: filmIds.map(toPrediction), model: answer(get(), algorithm) };
    },
    async findSimilarFilms({ filmId, algorithm, limit }) {
      const film = getFilm(get(), filmId);
      const films = listFilms(get())
        .filter(({ id }) => id !== filmId)
        .map((other) => ({ film: other, score: -Math.abs((other.year ?? 0) - (film.year ?? 0)) }))
        .sort((a, b) => b.score - a.score);
      return { film, films: films.slice(0, limit), model: answer(get(), algorithm) };
    },
    async explain({ person, filmId, algorithm }) {
      const film = getFilm(get(), filmId);
      const total = predict(film, person);
      const mean = film.meanRating ?? everyonesMean;
      const parts = [
        { kind: 'mean' as const, label: 'What everyone gives it', amount: mean },
        { kind: 'user-bias' as const, label: 'How you rate', amount: total - mean, film },
      ];
      const model = answer(get(), algorithm);
      return { film, sentence: 'So.', of: 'rating', total, parts, predictedRating: total, model };
    },
    async understandWish(words) {
      const like = listFilms(get()).filter(({ title }) => words.includes(title));
      const question = { title: 'Nowhere', candidates: [] };
      return { likeFilms: like, filter: { yearFrom: 2000 }, genreWeights: [], ignoredWords: [], questions: [question] };
    },
  };
}

function createData(get: GetEngine): Partial<FilmEngine> {
  const toRated = (film: Film, rating: number): RatedFilm => ({ film, rating, ratedAt: 1 });
  return {
    getFilms: async (ids, dataSetId = get().dataSetId) => {
      if (dataSetId !== get().dataSetId) throw new WrongStateError('Other films.');
      return ids.map((id) => getFilm(get(), id));
    },
    findFilms: async (keys) => keys.map((key) => listFilms(get()).find((film) => film.key === key)),
    countRatings: async () => [0, 0, 0, 0, 0, 0, 2, 3, 4, 1],
    async search({ words, filter, limit, offset }) {
      const films = listFilms(get()).filter(({ title }) => title.toLowerCase().includes(words.toLowerCase()));
      const relief = filter.yearFrom === undefined ? [] : [{ field: 'yearFrom' as const, filmCount: films.length }];
      return { films: films.slice(offset, offset + limit), total: films.length, didYouMean: '', relief };
    },
    async describeTaste(person) {
      const rated = person.kind === 'user' ? [] : person.ratings;
      const shares = { genres: [], decades: [], ratingCounts: new Array<number>(10).fill(0) };
      const means = { meanRating: 0, everyonesMeanRating: everyonesMean };
      return {
        ...shares,
        ...means,
        ratingCount: rated.length,
        everyonesRatingShares: [],
        favourites: [],
        surprises: [],
      };
    },
    chooseQuickStart: async (person, limit) => {
      const rated = new Set(person.kind === 'user' ? [] : person.ratings.map(({ filmKey }) => filmKey));
      return listFilms(get())
        .filter(({ key }) => !rated.has(key))
        .slice(0, limit);
    },
    listUserRatings: async (userId, { limit, offset }) => {
      if (userId !== 1) throw new NotFoundError('user of the data set', String(userId));
      const ratings = listFilms(get()).map((film) => toRated(film, 4));
      return { ratings: ratings.slice(offset, offset + limit), total: ratings.length };
    },
    async describeDataSet() {
      await get().dataSetReady;
      return {
        ...{ facts: describeFacts(get().dataSetId, true), genres: [], genreCombinations: [], years: [], decades: [] },
        ...{ ratingCounts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], userActivity: [], popularity: [] },
        ...{ popularityIsSample: false, topTenthShare: 0.5 },
      };
    },
    async createMap() {
      await get().mapReady;
      return { method: 'by year', algorithm: 'svd', points: [] };
    },
    listDataSets: async () => [describeFacts('planted', true), describeFacts('other', false)],
    async useDataSet(id) {
      if (id !== 'planted' && id !== 'other') throw new NotFoundError('data set', id);
      get().dataSetId = id;
      return describeFacts(id, true);
    },
    getStatus: async () => describeStatus(get()),
  };
}

function describeFacts(id: string, inUse: boolean): DataSetFacts {
  return {
    ...{ id, name: `Films (${id})`, simulated: true, filmCount: 5, userCount: 2, ratingCount: 5, meanRating: 3.5 },
    ...{ firstRatingAt: 1, lastRatingAt: 2, createdAt: 3, inUse, sizeBytes: 100 },
    ...{ rejectedLineCount: 0, rejectedLines: [] },
  };
}

function describeStatus({ dataSetId }: TestFilmEngine): EngineStatus {
  const ids: ScorerId[] = ['svd', 'svd-biased', 'user-knn', 'item-knn', 'content', 'hybrid'];
  return {
    dataSet: describeFacts(dataSetId, true),
    algorithms: ids.map((id) => ({
      ...{ id, name: id.toUpperCase(), description: '', objective: 'stars', isStandard: true },
      state: id === 'item-knn' ? 'does-not-fit' : 'serving',
      reason: id === 'item-knn' ? 'It needs 20 MB; 10 MB are left.' : '',
      advice: id === 'item-knn' ? 'Raise the budget.' : '',
      ...{ sizeBytes: 1, neededBytes: 2, availableBytes: 1, trainedAt: 1, fitMs: 1, parameters: {} },
    })),
    ...{ servingCount: 5, totalCount: 6, defaultAlgorithm: 'hybrid', memoryBudgetBytes: 10, memoryUsedBytes: 5 },
  };
}

function createTasks(get: GetEngine, onTask: TaskListener): Partial<TestFilmEngine> {
  return {
    async startTask(order) {
      const { id, kind } = order;
      const isBusy = [...get().running.values()].some((task) => task.kind !== 'benchmark');
      if (kind !== 'benchmark' && isBusy)
        throw new WrongStateError('Another import or training runs. Wait for its end.');
      const { dataSetId } = get();
      const names = { dataSetId, dataSetName: `Films (${dataSetId})` };
      const task: FilmTask = { id, kind, state: 'running', stage: 'Begins', fraction: 0, ...names };
      get().running.set(id, task);
      get().orders.push(order);
      return task;
    },
    async cancelTask(id) {
      const task = get().running.get(id);
      if (task === undefined) throw new NotFoundError('task', id);
      get().running.delete(id);
      return { ...task, state: 'cancelled' };
    },
    listTasks: async () => [...get().running.values()],
    change(id, change, benchmark) {
      const task = { ...(get().running.get(id) as FilmTask), ...change };
      if (task.state === 'running') get().running.set(id, task);
      else get().running.delete(id);
      onTask(task, benchmark);
    },
  };
}
