import type { Contribution } from '../explanation.ts';
import type { NeighbourChoice } from './neighbour-choice.ts';

/** How chosen neighbours become one number. */
export interface EstimateSettings {
  readonly minimumNeighbours: number;
  readonly damping: number;
}

/** Of the neighbour whose rating stands at this position: how far the rating lies above what was expected, in stars. */
export type ResidualAt = (position: number) => number;

/**
 * How far the neighbours move the expectation, in stars: Σ similarity·residual / (Σ similarity + damping); 0 when they are
 * too few.
 */
export function averageResiduals(choice: NeighbourChoice, residualAt: ResidualAt, settings: EstimateSettings): number {
  if (choice.count < settings.minimumNeighbours) return 0;
  let weighted = 0;
  let weights = 0;
  for (let index = 0; index < choice.count; index += 1) {
    const similarity = choice.similarities[index]!;
    weights += similarity;
    weighted += similarity * residualAt(choice.positions[index]!);
  }
  return weights === 0 ? 0 : weighted / (weights + settings.damping);
}

/** The share that each neighbour has in `averageResiduals`, to which the shares add up. */
export function shareResiduals(
  choice: NeighbourChoice,
  settings: EstimateSettings,
  describe: (position: number, similarity: number, weight: number) => Contribution,
): Contribution[] {
  if (choice.count < settings.minimumNeighbours) return [];
  let weights = 0;
  for (let index = 0; index < choice.count; index += 1) weights += choice.similarities[index]!;
  return Array.from({ length: choice.count }, (_, index) => {
    const similarity = choice.similarities[index]!;
    return describe(choice.positions[index]!, similarity, similarity / (weights + settings.damping));
  });
}
