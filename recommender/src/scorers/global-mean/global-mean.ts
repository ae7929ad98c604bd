import { computeMean } from '../baseline/fit-biases.ts';
import { passCheckpoint } from '../fit-checkpoint.ts';
import { ModelReader } from '../model-content.ts';
import { resolveParameters } from '../resolve-parameters.ts';
import type { Scorer, ScorerDefinition, TrainingData, UserView } from '../scorer.ts';

/**
 * The mean of all ratings, for everybody and every item: what any other method must be better than. It has no opinion about
 * which items are alike, so that it finds none.
 */
export const globalMean: ScorerDefinition = {
  id: 'global-mean',
  objective: 'stars',
  parameters: [],
  fit: async ({ interactions }, given, options = {}) => {
    resolveParameters('global-mean', [], given);
    await passCheckpoint(options, 'mean', 0);
    const mean = computeMean(interactions.byUser);
    await passCheckpoint(options, 'mean', 1);
    return createGlobalMeanScorer(mean, interactions.dataHash);
  },
  load: (content, { interactions }: TrainingData) =>
    createGlobalMeanScorer(new ModelReader('global-mean', content).number('mean'), interactions.dataHash),
};

function createGlobalMeanScorer(mean: number, dataHash: string): Scorer {
  const view: UserView = {
    predict: () => ({ rating: mean, basis: 'mean' }),
    scoreItems: (scores) => void scores.fill(mean),
    explain: () => ({ of: 'rating', total: mean, contributions: [{ kind: 'mean', amount: mean }] }),
  };
  return {
    id: 'global-mean',
    parameters: {},
    dataHash,
    sizeBytes: Float64Array.BYTES_PER_ELEMENT,
    viewAs: () => view,
    foldIn: () => view,
    findSimilarItems: () => [],
    toModelFile: () => ({ arrays: new Map(), metadata: { mean: String(mean) } }),
  };
}
