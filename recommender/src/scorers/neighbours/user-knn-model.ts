import type { Interactions } from '../../interactions/interactions.ts';
import type { RatingScale } from '../rating-scale.ts';
import type { ResolvedParameters } from '../resolve-parameters.ts';
import type { Expectation } from './expectation.ts';
import type { KnnSettings } from './knn-parameters.ts';
import type { Biases } from './similarity-row.ts';

/** What user-KNN learnt (very little: it searches when it is asked), and the ratings that it reads. */
export interface UserKnnModel {
  readonly interactions: Interactions;
  readonly parameters: ResolvedParameters;
  readonly settings: KnnSettings;
  /** How many of the most similar users are asked at most; 0 is all. */
  readonly candidates: number;
  /** How many ratings of others a search looks at, at most; 0 is all. */
  readonly searchedRatings: number;
  readonly scale: RatingScale;
  /** Rows are users, columns items. */
  readonly biases: Biases;
  readonly expectation: Expectation;
}
