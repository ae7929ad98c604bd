import type { Scorer, ScorerId, TrainingData } from '@starweave/recommender';
import type { DataSetFacts } from './data-set-facts.ts';
import type { Film } from './film-engine.ts';

/** A data set that is in memory: films, ratings and what is known about both. It never changes. */
export interface OpenDataSet {
  readonly facts: DataSetFacts;
  /** By index of the interactions. */
  readonly films: readonly Film[];
  readonly training: TrainingData;
  /** When a user's ratings were given, in the order of their history; undefined where the data doesn't say. */
  readTimes(user: number): Promise<Uint32Array | undefined>;
  /** Index of a film by its id in this data set. */
  findFilm(filmId: number): number | undefined;
  /** Index of a film by its key. */
  findKey(filmKey: string): number | undefined;
}

/** A model to answer with, and how it came to be that one. */
export interface ChosenModel {
  readonly scorer: Scorer;
  readonly requested: ScorerId;
  readonly answered: ScorerId;
  /** Why it is another one than was asked for; empty when it is that one. */
  readonly reason: string;
}

/** The models of a data set, as far as memory goes. */
export interface ModelShelf {
  /**
   * The model that was asked for, loaded if need be; where it can't serve, the best one that does, with the reason.
   *
   * @param requested left out: the default algorithm
   * @throws UnavailableError when no model serves
   */
  choose(requested?: ScorerId): Promise<ChosenModel>;
}
