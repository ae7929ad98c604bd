import type { Interactions } from '../../interactions/interactions.ts';
import type { RatingBiases } from '../baseline/fit-biases.ts';
import type { RatingScale } from '../rating-scale.ts';
import type { ResolvedParameters } from '../resolve-parameters.ts';
import type { Scorer } from '../scorer.ts';
import type { ScorerId } from '../scorer-id.ts';
import type { StackingSums } from './stacking.ts';

/** One method of a blend. */
export interface HybridPart {
  readonly id: ScorerId;
  /** `undefined` when it is missing: it couldn't be fitted, or wasn't there when the blend was loaded. */
  readonly scorer: Scorer | undefined;
  /** Whether it is somebody else's, and not stored with the blend. */
  readonly shared: boolean;
}

/** What a blend learnt. */
export interface HybridModel {
  readonly interactions: Interactions;
  readonly parameters: ResolvedParameters;
  readonly parts: readonly HybridPart[];
  readonly biases: RatingBiases;
  readonly scale: RatingScale;
  readonly stacking: StackingSums;
  /** For every part, how much its standardised scores count. */
  readonly rankingWeights: Float64Array;
}
