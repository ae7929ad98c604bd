import type { Interactions } from '../../interactions/interactions.ts';
import { openKernelPool } from '../../kernels/open-kernel-pool.ts';
import { computeMean } from '../baseline/fit-biases.ts';
import { FactorScorer, type FoldInPenalties, readFactorModel } from '../factorization/factor-scorer.ts';
import { createFactorTable, type FactorPrecision } from '../factorization/factor-table.ts';
import { trimFactors } from '../factorization/fit-biased-factors.ts';
import { passCheckpoint } from '../fit-checkpoint.ts';
import { hasRatings } from '../known-row.ts';
import { type ResolvedParameters, resolveParameters } from '../resolve-parameters.ts';
import type { ParameterDefinition, ScorerDefinition } from '../scorer.ts';
import { addImplied, fitImplicitFactors, type ImplicitFactors } from './fit-implicit-factors.ts';

const parameters: readonly ParameterDefinition[] = [
  { name: 'factors', description: 'Numbers in a vector.', default: 50, minimum: 0, maximum: 1024, integer: true },
  { name: 'epochs', description: 'Passes over the ratings.', default: 50, minimum: 0, maximum: 1000, integer: true },
  { name: 'learningRate', description: 'The step of the first epoch.', default: 0.02, minimum: 1e-6, maximum: 0.5 },
  {
    name: 'rateDecay',
    description: 'The step of each epoch is this times that of the one before.',
    default: 0.96,
    minimum: 0.5,
    maximum: 1,
  },
  { name: 'regularization', description: 'The pull of p and q to 0.', default: 0.08, minimum: 0, maximum: 1 },
  { name: 'impliedRegularization', description: 'The pull of y to 0.', default: 0.015, minimum: 0, maximum: 1 },
  { name: 'biasRegularization', description: 'The pull of biases to 0.', default: 0.03, minimum: 0, maximum: 1 },
  {
    name: 'initialDeviation',
    description: 'The standard deviation of the random numbers that factors start from.',
    default: 0.02,
    minimum: 0,
    maximum: 1,
  },
  {
    name: 'precision',
    description: 'How factors are kept: in half the memory, or as they were fitted.',
    default: 'half',
    choices: ['half', 'single'],
  },
];

/**
 * SVD++: r̂(u, i) = mean + b_u + b_i + q_i·(p_u + |I_u|^-½ Σ y_j) over the items j that u rated, whatever the rating: which
 * films somebody has seen says something too. Fitted by stochastic gradient descent, on one thread. After Koren 2008, as
 * the Surprise library has it, with the sums of y_j carried along instead of added up at every rating.
 */
export const svdPlusPlus: ScorerDefinition = {
  id: 'svd-plus-plus',
  objective: 'stars',
  parameters,
  presets: {
    surprise: {
      ...{ factors: 20, epochs: 20, learningRate: 0.007, rateDecay: 1, initialDeviation: 0.1, precision: 'single' },
      ...{ regularization: 0.02, impliedRegularization: 0.02, biasRegularization: 0.02 },
    },
  },
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = resolveParameters('svd-plus-plus', parameters, given);
    await passCheckpoint(options, 'ratings', 0);
    // The descent is one chain of steps: a second thread only keeps this one's event loop free.
    const pool = openKernelPool(Math.min(2, options.threads ?? 2), interactions.ratingCount);
    try {
      const mean = computeMean(interactions.byUser);
      const model = await fitImplicitFactors(interactions, readSettings(resolved), pool, { ...options, mean });
      addImplied(interactions, model);
      await passCheckpoint(options, 'users', 1);
      return createScorer(interactions, resolved, model);
    } finally {
      await pool.close();
    }
  },
  load: (content, { interactions }) => {
    const model = readFactorModel(content, interactions, {
      id: 'svd-plus-plus',
      resolve: (reader) => resolveParameters('svd-plus-plus', parameters, reader.parameters()),
      implied: true,
    });
    return new FactorScorer(model, readPenalties(model.parameters));
  },
};

function readSettings(resolved: ResolvedParameters) {
  return {
    factors: resolved.number('factors'),
    epochs: resolved.number('epochs'),
    learningRate: resolved.number('learningRate'),
    rateDecay: resolved.number('rateDecay'),
    biasRegularization: resolved.number('biasRegularization'),
    factorRegularization: resolved.number('regularization'),
    impliedRegularization: resolved.number('impliedRegularization'),
    initialDeviation: resolved.number('initialDeviation'),
  };
}

function readPenalties(resolved: ResolvedParameters): FoldInPenalties {
  return {
    biasRegularization: resolved.number('biasRegularization'),
    factorRegularization: resolved.number('regularization'),
  };
}

function createScorer(interactions: Interactions, resolved: ResolvedParameters, model: ImplicitFactors): FactorScorer {
  const { byUser, byItem } = interactions;
  const factors = resolved.number('factors');
  const trim = (values: Float32Array, rows: typeof byUser) => {
    const trimmed = trimFactors(values, { width: model.width, factors }, (row) => hasRatings(rows, row));
    return createFactorTable(trimmed, factors, resolved.text('precision') as FactorPrecision, rows.rowCount);
  };
  return new FactorScorer(
    {
      id: 'svd-plus-plus',
      parameters: resolved,
      interactions,
      mean: model.mean,
      userBiases: model.userBiases.slice(),
      itemBiases: model.itemBiases.slice(),
      userFactors: trim(model.userFactors, byUser),
      itemFactors: trim(model.itemFactors, byItem),
      impliedFactors: trim(model.impliedFactors, byItem),
    },
    readPenalties(resolved),
  );
}
