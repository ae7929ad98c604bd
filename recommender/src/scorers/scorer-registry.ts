import { baseline } from './baseline/baseline.ts';
import { globalMean } from './global-mean/global-mean.ts';
import { popularity } from './popularity/popularity.ts';
import type { ScorerDefinition } from './scorer.ts';
import { svdBiased } from './svd-biased/svd-biased.ts';

/** Every method that can be fitted, in the order in which they are shown. A new method is one line here. */
export const scorerDefinitions: readonly ScorerDefinition[] = [globalMean, baseline, popularity, svdBiased];

/** The method with this id, or `undefined` when there is none. */
export function findScorer(id: string): ScorerDefinition | undefined {
  return scorerDefinitions.find((definition) => definition.id === id);
}
