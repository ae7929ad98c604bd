import type { Interactions } from '../../interactions/interactions.ts';
import type { RatingScale } from '../rating-scale.ts';
import type { ResolvedParameters } from '../resolve-parameters.ts';
import type { Expectation } from './expectation.ts';
import type { ItemSimilarities } from './item-similarities.ts';
import type { KnnSettings } from './knn-parameters.ts';
import type { Biases } from './similarity-row.ts';

/** What item-KNN learnt, and the ratings that it reads. */
export interface ItemKnnModel {
  readonly interactions: Interactions;
  readonly parameters: ResolvedParameters;
  readonly settings: KnnSettings;
  readonly scale: RatingScale;
  /** Rows are items, columns users. */
  readonly biases: Biases;
  readonly expectation: Expectation;
  readonly similarities: ItemSimilarities;
}
