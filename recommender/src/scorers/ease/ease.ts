import { openKernelPool } from '../../kernels/open-kernel-pool.ts';
import { createCoOccurrenceScorer, readCoOccurrenceScorer } from '../co-occurrence/co-occurrence-scorer.ts';
import { passCheckpoint } from '../fit-checkpoint.ts';
import { ModelReader } from '../model-content.ts';
import { resolveParameters } from '../resolve-parameters.ts';
import type { ParameterDefinition, ScorerDefinition } from '../scorer.ts';
import { fitEase } from './fit-ease.ts';

const parameters: readonly ParameterDefinition[] = [
  {
    name: 'regularization',
    description: 'λ, added to how many people rated an item; more trusts common neighbours more.',
    default: 300,
    minimum: 0.01,
    maximum: 1_000_000,
  },
  {
    name: 'mostItems',
    description: 'Only so many of the most rated items take part; bounds the time. The others score 0.',
    default: 10_000,
    minimum: 1,
    maximum: 32_000,
    integer: true,
  },
  {
    name: 'memoryLimitMb',
    description:
      'Megabytes that fitting may take besides the ratings, mostly 4 bytes for each pair of items that take part; where they don’t suffice for `mostItems`, fewer do.',
    default: 1000,
    minimum: 1,
    maximum: 4000,
  },
  {
    name: 'storedWeights',
    description: 'How many weights of an item are kept, the largest ones; bounds the model (6 bytes each).',
    default: 400,
    minimum: 1,
    maximum: 32_000,
    integer: true,
  },
];

/**
 * EASE, an autoencoder of one linear layer: score(u, i) = Σ_j B_ji over the items j that u rated, where B is the ridge
 * regression of every item on all others, in closed form B_ji = −P_ji / P_ii with P = (X'X + λ)⁻¹. Deterministic without a
 * seed. After Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", 2019. Stars are the baseline moved by the
 * score, calibrated on the training ratings.
 */
export const ease: ScorerDefinition = {
  id: 'ease',
  objective: 'ranking',
  parameters,
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = resolveParameters('ease', parameters, given);
    await passCheckpoint(options, 'ratings', 0);
    const pool = openKernelPool(options.threads, interactions.ratingCount);
    try {
      const settings = {
        regularization: resolved.number('regularization'),
        mostItems: resolved.number('mostItems'),
        memoryLimitBytes: resolved.number('memoryLimitMb') * 1e6,
        storedWeights: resolved.number('storedWeights'),
      };
      const lists = await fitEase(interactions, settings, pool, options);
      const itemWeights = new Float64Array(interactions.itemCount).fill(1);
      const scorer = createCoOccurrenceScorer({ id: 'ease', interactions, parameters: resolved, itemWeights, lists });
      await passCheckpoint(options, 'stars', 1);
      return scorer;
    } finally {
      await pool.close();
    }
  },
  load: (content, { interactions }) => {
    const reader = new ModelReader('ease', content);
    const resolved = resolveParameters('ease', parameters, reader.parameters());
    return readCoOccurrenceScorer(reader, { id: 'ease', interactions, parameters: resolved });
  },
};
