import type { Interactions } from '../../interactions/interactions.ts';
import type { RatingScale } from '../rating-scale.ts';
import type { FactorTable } from './factor-table.ts';
import type { ItemScores } from './item-scores.ts';

/** The side of the items of r̂ = mean + b_u + b_i + q_i·v_u, which every person is seen against. */
export interface ScoredItems {
  readonly interactions: Interactions;
  readonly scale: RatingScale;
  readonly mean: number;
  readonly biases: Float32Array;
  readonly factors: FactorTable;
  readonly scores: ItemScores;
  /** Whether items without ratings have biases and factors too, from what is known about them; zeros where nothing is. */
  readonly describesUnrated: boolean;
}

/** The items, and how people are folded in. */
export interface ItemSide extends ScoredItems {
  /** The y_j of SVD++: a person has |I_u|^-½ Σ y_j added to their vector. */
  readonly implied?: FactorTable;
  /** What a rating adds to the penalty of a person's bias and of their factors; `undefined` leaves biases at 0. */
  readonly biasRegularization: number | undefined;
  readonly factorRegularization: number;
  /** Penalties that don't grow with the ratings: the noise's variance over the prior's; default 0. */
  readonly biasPenalty?: number;
  readonly factorPenalty?: number;
}

/** What the model keeps of a user. */
export interface StoredPerson {
  readonly bias: number;
  /** v_u, with what their history implies. */
  readonly vector: Float64Array;
}
