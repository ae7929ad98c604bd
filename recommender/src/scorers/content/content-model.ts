import type { Interactions } from '../../interactions/interactions.ts';
import type { RatingBiases } from '../baseline/fit-biases.ts';
import type { RatingScale } from '../rating-scale.ts';
import type { ResolvedParameters } from '../resolve-parameters.ts';
import type { TermMatrix } from './term-matrix.ts';

/** What the content-based method learnt. */
export interface ContentModel {
  readonly interactions: Interactions;
  readonly parameters: ResolvedParameters;
  readonly matrix: TermMatrix;
  readonly biases: RatingBiases;
  readonly scale: RatingScale;
  /** Added to what the likeness to rated items adds up to. */
  readonly damping: number;
  /** How much of the profile's opinion held on the training ratings; never negative. */
  readonly slope: number;
}
