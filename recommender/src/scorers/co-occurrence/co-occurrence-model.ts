import type { Interactions } from '../../interactions/interactions.ts';
import type { NeighbourLists } from '../neighbours/neighbour-lists.ts';
import type { ResolvedParameters } from '../resolve-parameters.ts';
import type { ScorerId } from '../scorer-id.ts';
import type { StarCalibration } from '../star-calibration.ts';

/** What a method learnt that scores by items which people have in common. */
export interface CoOccurrenceModel {
  readonly id: ScorerId;
  readonly interactions: Interactions;
  readonly parameters: ResolvedParameters;
  /** How much each item of a history counts. */
  readonly itemWeights: Float64Array;
  /** For every item of a history, what it recommends: s(j → i). */
  readonly lists: NeighbourLists;
  readonly calibration: StarCalibration;
}
