import { baseline } from './baseline/baseline.ts';
import { bayesianMf } from './bayesian-mf/bayesian-mf.ts';
import { itemKnnBm25 } from './co-occurrence/item-knn-bm25.ts';
import { rp3beta } from './co-occurrence/rp3beta.ts';
import { content } from './content/content.ts';
import { ease } from './ease/ease.ts';
import { globalMean } from './global-mean/global-mean.ts';
import { createHybrid } from './hybrid/hybrid.ts';
import { ials } from './ials/ials.ts';
import { itemKnn } from './neighbours/item-knn.ts';
import { userKnn } from './neighbours/user-knn.ts';
import { popularity } from './popularity/popularity.ts';
import type { ScorerDefinition } from './scorer.ts';
import { slopeOne } from './slope-one/slope-one.ts';
import { svd } from './svd/svd.ts';
import { svdBiased } from './svd-biased/svd-biased.ts';
import { svdPlusPlus } from './svd-plus-plus/svd-plus-plus.ts';

/** Every method that can be fitted, in the order in which they are shown. A new method is one line here. */
export const scorerDefinitions: readonly ScorerDefinition[] = [
  globalMean,
  baseline,
  popularity,
  svd,
  svdBiased,
  svdPlusPlus,
  userKnn,
  itemKnn,
  slopeOne,
  ease,
  ials,
  content,
  itemKnnBm25,
  rp3beta,
  bayesianMf,
  createHybrid(findScorer),
];

/** The method with this id, or `undefined` when there is none. */
export function findScorer(id: string): ScorerDefinition | undefined {
  return scorerDefinitions.find((definition) => definition.id === id);
}
