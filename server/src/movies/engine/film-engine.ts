import type { ScorerId } from '@starweave/recommender';
import type { DataSetDescription, DataSetFacts, FilmMap } from './data-set-facts.ts';
import type { EngineStatus } from './engine-status.ts';
import type { FilmTask, TaskOrder } from './film-task.ts';

/**
 * What the films are asked: the data set in use, its models, search, tasks. The film process implements it, and the gateway
 * holds a client of the same shape that speaks to that process; every argument and result can be cloned between the two.
 *
 * People's own ratings live in the database and come along with every question, so that the film process keeps nothing
 * that could be lost with it. Every method rejects with an error of `errors.ts` that has a `code`; with UnavailableError
 * while the process is away.
 */
export interface FilmEngine {
  getStatus(): Promise<EngineStatus>;
  /** This and the other questions that take `AskOptions` go over all films: TooMuchError where too many are asked at once. */
  recommend(query: RecommendQuery, options?: AskOptions): Promise<RecommendResult>;
  predict(query: PredictQuery, options?: AskOptions): Promise<PredictResult>;
  findSimilarFilms(query: SimilarQuery, options?: AskOptions): Promise<SimilarResult>;
  explain(query: ExplainQuery, options?: AskOptions): Promise<ExplainResult>;
  search(query: SearchQuery): Promise<SearchResult>;
  /**
   * Facts of films by id, in the order asked for; an unknown id rejects with NotFoundError. With the data set that the ids are
   * of, it rejects with WrongStateError where another one is in use.
   */
  getFilms(filmIds: readonly number[], dataSetId?: string): Promise<readonly Film[]>;
  /** Facts of films by key, in the order asked for; undefined where the data set in use hasn't the film. */
  findFilms(filmKeys: readonly string[]): Promise<readonly (Film | undefined)[]>;
  /** Counts of ratings from half a star to five. */
  countRatings(filmId: number): Promise<readonly number[]>;
  /** Words such as "something like Heat, but funnier, after 2000", understood. */
  understandWish(words: string): Promise<UnderstoodWish>;
  describeTaste(person: FilmPerson): Promise<TasteDescription>;
  /** The films that tell tastes apart fastest, given what the person has rated so far. */
  chooseQuickStart(person: FilmPerson, limit: number, options?: AskOptions): Promise<readonly Film[]>;
  listUserRatings(userId: number, page: { readonly limit: number; readonly offset: number }): Promise<UserRatings>;
  describeDataSet(): Promise<DataSetDescription>;
  createMap(): Promise<FilmMap>;
  listDataSets(): Promise<readonly DataSetFacts[]>;
  /** Switches at once and whole, and keeps the choice over restarts. */
  useDataSet(dataSetId: string): Promise<DataSetFacts>;
  deleteDataSet(dataSetId: string): Promise<void>;
  /** Begins a task and answers with it; its progress comes by `TaskListener`. Only one import or training runs at a time. */
  startTask(order: TaskOrder): Promise<FilmTask>;
  cancelTask(taskId: string): Promise<FilmTask>;
  /**
   * Tasks that wait or run now, those taken up again after a restart included. The gateway asks once the process is there
   * again, and settles every other task that its database holds open as interrupted.
   */
  listTasks(): Promise<readonly FilmTask[]>;
}

/** How a question is asked. */
export interface AskOptions {
  /** Aborted when nobody waits for the answer any more: the question is dropped, and rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Whose eyes to look through. */
export type FilmPerson =
  /** A user of the data set, by the id that it has there. */
  | { readonly kind: 'user'; readonly userId: number }
  | {
      readonly kind: 'person';
      readonly ratings: readonly PersonRating[];
      readonly feedback: readonly PersonFeedback[];
    };

/** A person's rating, by the film's key, which is the same in every data set. */
export interface PersonRating {
  readonly filmKey: string;
  /** Half stars, 1 to 10. */
  readonly halfStars: number;
  /** Seconds since 1970. */
  readonly ratedAt: number;
}

export type FeedbackKind = 'like' | 'not-interested' | 'seen';

export interface PersonFeedback {
  readonly filmKey: string;
  readonly kind: FeedbackKind;
}

export interface Film {
  readonly id: number;
  /** Title and year, put in order by `createFilmKey`: the same film has the same key in every data set. */
  readonly key: string;
  readonly title: string;
  readonly year: number | undefined;
  readonly genres: readonly string[];
  readonly directors: readonly string[];
  readonly keywords: readonly string[];
  readonly ratingCount: number;
  readonly meanRating: number | undefined;
}

/** Which model answered, and whether it was the one asked for. */
export interface AnsweringModel {
  readonly requested: ScorerId;
  readonly answered: ScorerId;
  /** Why another one answered; empty when none did. */
  readonly reason: string;
  readonly dataSetId: string;
  readonly simulated: boolean;
}

export interface FilmFilter {
  readonly genres?: readonly string[];
  readonly withoutGenres?: readonly string[];
  readonly yearFrom?: number;
  readonly yearTo?: number;
  readonly ratingCountFrom?: number;
  readonly ratingCountTo?: number;
}

/** What dropping one part of a filter would give. */
export interface FilterRelief {
  readonly field: keyof FilmFilter;
  readonly filmCount: number;
}

export interface GenreWeight {
  readonly genre: string;
  /** Above 0: more of it; below 0: less. */
  readonly weight: number;
}

export interface RecommendQuery {
  readonly person: FilmPerson;
  /** Left out: the default algorithm. */
  readonly algorithm?: ScorerId;
  readonly limit: number;
  readonly filter: FilmFilter;
  /** 0 to 1. */
  readonly diversity: number;
  /** Films, by id, that the list should be like. */
  readonly likeFilmIds: readonly number[];
  readonly genreWeights: readonly GenreWeight[];
  /** Only films by one of these, as a wish may ask for. */
  readonly directors?: readonly string[];
}

export interface RecommendedFilm {
  readonly film: Film;
  readonly predictedRating: number;
  readonly score: number;
  readonly sentence: string;
}

export interface RecommendResult {
  readonly films: readonly RecommendedFilm[];
  readonly model: AnsweringModel;
  /** Ratings of the person that are of films in this data set. */
  readonly ratingCount: number;
  /** Filled when the filter left fewer than `limit`; the one that gives most first. */
  readonly relief: readonly FilterRelief[];
}

export interface PredictQuery {
  readonly person: FilmPerson;
  readonly algorithm?: ScorerId;
  readonly filmIds: readonly number[];
}

export interface PredictResult {
  readonly predictions: readonly { readonly filmId: number; readonly rating: number; readonly basis: string }[];
  readonly model: AnsweringModel;
}

export interface SimilarQuery {
  readonly filmId: number;
  readonly algorithm?: ScorerId;
  readonly limit: number;
}

export interface SimilarResult {
  readonly film: Film;
  readonly films: readonly { readonly film: Film; readonly score: number }[];
  readonly model: AnsweringModel;
}

export interface ExplainQuery {
  readonly person: FilmPerson;
  readonly algorithm?: ScorerId;
  readonly filmId: number;
}

export interface ExplainedPart {
  readonly kind: 'mean' | 'user-bias' | 'item-bias' | 'rated-item' | 'neighbour' | 'term' | 'part' | 'rest';
  /** For people, as in "You gave Heat 4.5 stars". */
  readonly label: string;
  readonly amount: number;
  readonly film?: Film;
  readonly rating?: number;
  readonly similarity?: number;
}

export interface ExplainResult {
  readonly film: Film;
  readonly sentence: string;
  readonly of: 'rating' | 'score';
  readonly total: number;
  readonly parts: readonly ExplainedPart[];
  readonly predictedRating: number;
  readonly model: AnsweringModel;
}

export interface SearchQuery {
  readonly words: string;
  readonly person: string;
  readonly filter: FilmFilter;
  readonly order: 'match' | 'popular' | 'best' | 'newest' | 'title';
  readonly limit: number;
  readonly offset: number;
}

export interface SearchResult {
  readonly films: readonly Film[];
  readonly total: number;
  readonly didYouMean: string;
  readonly relief: readonly FilterRelief[];
}

export interface UnderstoodWish {
  readonly likeFilms: readonly Film[];
  readonly filter: FilmFilter;
  readonly genreWeights: readonly GenreWeight[];
  /** Names as films have them; only films by one of these are wanted. Left out: by anybody. */
  readonly directors?: readonly string[];
  readonly ignoredWords: readonly string[];
  readonly questions: readonly { readonly title: string; readonly candidates: readonly Film[] }[];
}

export interface TasteShare {
  readonly name: string;
  readonly filmCount: number;
  readonly meanRating: number;
  readonly share: number;
  readonly everyonesShare: number;
}

export interface RatedFilm {
  readonly film: Film;
  readonly rating: number;
  /** Seconds since 1970; 0: not known. */
  readonly ratedAt: number;
  readonly expectedRating?: number;
}

export interface TasteDescription {
  readonly ratingCount: number;
  readonly meanRating: number;
  readonly everyonesMeanRating: number;
  readonly genres: readonly TasteShare[];
  readonly decades: readonly TasteShare[];
  /** From half a star to five. */
  readonly ratingCounts: readonly number[];
  readonly everyonesRatingShares: readonly number[];
  readonly favourites: readonly RatedFilm[];
  readonly surprises: readonly RatedFilm[];
  /** Whose expectations the surprises are held against; not there where nothing was expected. */
  readonly model?: AnsweringModel;
}

export interface UserRatings {
  readonly ratings: readonly RatedFilm[];
  readonly total: number;
}
