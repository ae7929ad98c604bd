import type { Interactions } from '../../interactions/interactions.ts';
import { openKernelPool } from '../../kernels/open-kernel-pool.ts';
import { defaultAlternatingSettings, fitBiasesByAlternating } from '../baseline/fit-biases.ts';
import { createFactorTable, type FactorPrecision } from '../factorization/factor-table.ts';
import { passCheckpoint } from '../fit-checkpoint.ts';
import { ModelReader } from '../model-content.ts';
import { resolveParameters } from '../resolve-parameters.ts';
import type { ParameterDefinition, ScorerDefinition } from '../scorer.ts';
import { computeTruncatedSvd } from './randomized-svd.ts';
import { SvdScorer } from './svd-scorer.ts';

const parameters: readonly ParameterDefinition[] = [
  {
    name: 'components',
    description: 'How many singular vectors are kept.',
    default: 16,
    minimum: 0,
    maximum: 1024,
    integer: true,
  },
  {
    name: 'powerIterations',
    description: 'How often the directions go through the matrix and back.',
    default: 5,
    minimum: 1,
    maximum: 100,
    integer: true,
  },
  {
    name: 'oversampling',
    description: 'How many directions more than components are followed while looking for them.',
    default: 10,
    minimum: 0,
    maximum: 200,
    integer: true,
  },
  {
    name: 'precision',
    description: 'How vectors are kept: in half the memory, or as they were computed.',
    default: 'half',
    choices: ['half', 'single'],
  },
];

/**
 * Truncated SVD, as scikit-learn's TruncatedSVD on the sparse matrix of what the baseline leaves:
 *
 *   r̂(u, i) = mean + b_u + b_i + (X V V')_ui,  X_uj = r(u, j) − mean − b_u − b_j where there is a rating, else 0,
 *
 * with V the largest right singular vectors of X. A person's vector is the projection of their row, so that folding in is
 * exact and users take no room. Singular vectors by randomised subspace iteration (Halko et al. 2011).
 */
export const svd: ScorerDefinition = {
  id: 'svd',
  objective: 'stars',
  parameters,
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = resolveParameters('svd', parameters, given);
    await passCheckpoint(options, 'biases', 0);
    const biases = fitBiasesByAlternating(interactions, defaultAlternatingSettings);
    const components = resolved.number('components');
    const pool = openKernelPool(options.threads, interactions.ratingCount);
    try {
      const settings = {
        components,
        oversampling: resolved.number('oversampling'),
        powerIterations: resolved.number('powerIterations'),
      };
      const shifts = {
        interactions,
        userShifts: Float32Array.from(biases.users, (bias) => biases.mean + bias),
        itemShifts: Float32Array.from(biases.items),
      };
      const { singularValues, itemVectors } = await computeTruncatedSvd(shifts, settings, pool, options);
      await passCheckpoint(options, 'singular vectors', 1);
      const precision = resolved.text('precision') as FactorPrecision;
      const itemFactors = createFactorTable(itemVectors, components, precision, interactions.itemCount);
      return new SvdScorer({ interactions, parameters: resolved, biases, itemFactors, singularValues });
    } finally {
      await pool.close();
    }
  },
  load: (content, { interactions }) => new SvdScorer(readModel(new ModelReader('svd', content), interactions)),
};

function readModel(reader: ModelReader, interactions: Interactions) {
  const resolved = resolveParameters('svd', parameters, reader.parameters());
  const { itemCount, userCount } = interactions;
  const width = resolved.number('components');
  return {
    interactions,
    parameters: resolved,
    biases: {
      mean: reader.number('mean'),
      users: reader.float64('user_biases', userCount),
      items: reader.float64('item_biases', itemCount),
    },
    itemFactors: { rowCount: itemCount, width, values: reader.halvesOrSingles('item_vectors', itemCount * width) },
    singularValues: reader.float64('singular_values', width),
  };
}
