import type { Interactions } from '../../interactions/interactions.ts';
import { openKernelPool } from '../../kernels/open-kernel-pool.ts';
import { computeMean } from '../baseline/fit-biases.ts';
import { FactorScorer, type FoldInPenalties, readFactorModel } from '../factorization/factor-scorer.ts';
import { createFactorTable, type FactorPrecision } from '../factorization/factor-table.ts';
import {
  type BiasedFactorSettings,
  type BiasedFactors,
  fitBiasedFactors,
  trimFactors,
} from '../factorization/fit-biased-factors.ts';
import { refitUsers } from '../factorization/refit-users.ts';
import { passCheckpoint } from '../fit-checkpoint.ts';
import { hasRatings } from '../known-row.ts';
import { type ResolvedParameters, resolveParameters } from '../resolve-parameters.ts';
import type { ParameterDefinition, ScorerDefinition } from '../scorer.ts';

const parameters: readonly ParameterDefinition[] = [
  { name: 'factors', description: 'Numbers in a vector.', default: 100, minimum: 0, maximum: 1024, integer: true },
  { name: 'epochs', description: 'Passes over the ratings.', default: 60, minimum: 0, maximum: 1000, integer: true },
  { name: 'learningRate', description: 'The step of the first epoch.', default: 0.03, minimum: 1e-6, maximum: 0.5 },
  {
    name: 'rateDecay',
    description: 'The step of each epoch is this times that of the one before.',
    default: 0.95,
    minimum: 0.5,
    maximum: 1,
  },
  { name: 'regularization', description: 'The pull of factors to 0.', default: 0.08, minimum: 0, maximum: 1 },
  { name: 'biasRegularization', description: 'The pull of biases to 0.', default: 0.03, minimum: 0, maximum: 1 },
  {
    name: 'initialDeviation',
    description: 'The standard deviation of the random numbers that factors start from.',
    default: 0.02,
    minimum: 0,
    maximum: 1,
  },
  { name: 'biased', description: 'Whether there are mean and biases.', default: true },
  {
    name: 'order',
    description: 'By cells of a fixed grid, on all threads, or rating by rating as Surprise does.',
    default: 'grid',
    choices: ['grid', 'sequence'],
  },
  {
    name: 'refitUsers',
    description: 'Whether users are solved for exactly at the end, given the items.',
    default: true,
  },
  {
    name: 'precision',
    description: 'How factors are kept: in half the memory, or as they were fitted.',
    default: 'half',
    choices: ['half', 'single'],
  },
];

/**
 * Biased matrix factorisation, "SVD" in the Surprise library: r̂(u, i) = mean + b_u + b_i + q_i·p_u, fitted by stochastic
 * gradient descent on Σ (r − r̂)² + λ_b (b_u² + b_i²) + λ (|p_u|² + |q_i|²) over the ratings; at the end the users' part is
 * solved for exactly. After Koren, Bell and Volinsky 2009; the blocks after Zhuang et al. 2013 (FPSGD).
 */
export const svdBiased: ScorerDefinition = {
  id: 'svd-biased',
  objective: 'stars',
  parameters,
  presets: {
    surprise: {
      ...{
        factors: 100,
        epochs: 20,
        learningRate: 0.005,
        rateDecay: 1,
        regularization: 0.02,
        biasRegularization: 0.02,
      },
      ...{ initialDeviation: 0.1, biased: true, order: 'sequence', refitUsers: false, precision: 'single' },
    },
  },
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = resolveParameters('svd-biased', parameters, given);
    const settings = readSettings(resolved);
    await passCheckpoint(options, 'ratings in blocks', 0);
    const pool = openKernelPool(options.threads, interactions.ratingCount);
    try {
      const mean = computeMean(interactions.byUser);
      const model = await fitBiasedFactors(interactions, settings, pool, { ...options, mean });
      if (resolved.flag('refitUsers')) {
        await refitUsers(interactions, model, readPenalties(resolved), { pool, signal: options.signal });
      }
      await passCheckpoint(options, 'users', 1);
      return createScorer(interactions, resolved, model);
    } finally {
      await pool.close();
    }
  },
  load: (content, { interactions }) => {
    const model = readFactorModel(content, interactions, {
      id: 'svd-biased',
      resolve: (reader) => resolveParameters('svd-biased', parameters, reader.parameters()),
      implied: false,
    });
    return new FactorScorer(model, readPenalties(model.parameters));
  },
};

function readSettings(parameters: ResolvedParameters): BiasedFactorSettings {
  return {
    factors: parameters.number('factors'),
    epochs: parameters.number('epochs'),
    order: parameters.text('order') as BiasedFactorSettings['order'],
    biasRate: parameters.number('learningRate'),
    factorRate: parameters.number('learningRate'),
    rateDecay: parameters.number('rateDecay'),
    biasRegularization: parameters.number('biasRegularization'),
    factorRegularization: parameters.number('regularization'),
    initialDeviation: parameters.number('initialDeviation'),
    biased: parameters.flag('biased'),
  };
}

function readPenalties(parameters: ResolvedParameters): FoldInPenalties {
  return {
    biasRegularization: parameters.flag('biased') ? parameters.number('biasRegularization') : undefined,
    factorRegularization: parameters.number('regularization'),
  };
}

function createScorer(interactions: Interactions, parameters: ResolvedParameters, model: BiasedFactors): FactorScorer {
  const { byUser, byItem } = interactions;
  const precision = parameters.text('precision') as FactorPrecision;
  const factors = parameters.number('factors');
  const trim = (values: Float32Array, rows: typeof byUser) => {
    const trimmed = trimFactors(values, { width: model.width, factors }, (row) => hasRatings(rows, row));
    return createFactorTable(trimmed, factors, precision, rows.rowCount);
  };
  return new FactorScorer(
    {
      id: 'svd-biased',
      parameters,
      interactions,
      mean: model.mean,
      userBiases: model.userBiases.slice(),
      itemBiases: model.itemBiases.slice(),
      userFactors: trim(model.userFactors, byUser),
      itemFactors: trim(model.itemFactors, byItem),
      impliedFactors: undefined,
    },
    readPenalties(parameters),
  );
}
