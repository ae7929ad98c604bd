import type { Interactions } from '../../interactions/interactions.ts';
import { openKernelPool } from '../../kernels/open-kernel-pool.ts';
import { createFactorTable, type FactorPrecision } from '../factorization/factor-table.ts';
import { trimFactors } from '../factorization/fit-biased-factors.ts';
import { passCheckpoint } from '../fit-checkpoint.ts';
import { type ResolvedParameters, resolveParameters } from '../resolve-parameters.ts';
import type { ParameterDefinition, ScorerDefinition } from '../scorer.ts';
import { fitImplicitAls, type ImplicitAlsFactors, type ImplicitAlsSettings } from './fit-implicit-als.ts';
import { createIalsScorer, loadIalsScorer } from './ials-scorer.ts';

const parameters: readonly ParameterDefinition[] = [
  { name: 'factors', description: 'Numbers in a vector.', default: 192, minimum: 1, maximum: 1024, integer: true },
  {
    name: 'epochs',
    description: 'How often users and items are solved for in turn.',
    default: 12,
    minimum: 0,
    maximum: 1000,
    integer: true,
  },
  {
    name: 'regularization',
    description:
      'λ, the pull of factors to 0, for each rating and each weighted pair without one; 0 takes 0.007 · (22,384,240 / (users · items))^⅕, less for more data.',
    default: 0,
    minimum: 0,
    maximum: 1000,
  },
  {
    name: 'regularizationExponent',
    description: 'ν: 0 regularises everybody alike, 1 in proportion to their ratings.',
    default: 1,
    minimum: 0,
    maximum: 1,
  },
  {
    name: 'unobservedWeight',
    description: 'α₀, the weight of pairs without a rating; a rating weighs 1 more.',
    default: 0.3,
    minimum: 1e-6,
    maximum: 100,
  },
  {
    name: 'initialDeviation',
    description: 'Factors start from random numbers of this deviation over the square root of their count.',
    default: 0.1,
    minimum: 1e-6,
    maximum: 10,
  },
  {
    name: 'conjugateSteps',
    description: 'Steps of conjugate gradients for each row and epoch; 0 solves exactly, by Cholesky.',
    default: 3,
    minimum: 0,
    maximum: 100,
    integer: true,
  },
  {
    name: 'minimumRating',
    description: 'Ratings of fewer stars count as not given; 0.5 takes all.',
    default: 0.5,
    minimum: 0.5,
    maximum: 5,
  },
  {
    name: 'precision',
    description: 'How factors are kept: in half the memory, or as they were fitted.',
    default: 'half',
    choices: ['half', 'single'],
  },
];

/**
 * Implicit ALS: score(u, i) = w_u·h_i, with
 *
 *   Σ_S (1 − w_u·h_i)² + α₀ Σ_all (w_u·h_i)² + λ (Σ_u (|S_u| + α₀ items)^ν |w_u|² + Σ_i (|S_i| + α₀ users)^ν |h_i|²)
 *
 * as small as possible over the rated pairs S, whatever the rating. After Hu, Koren and Volinsky 2008, with the
 * regularisation and the weights of Rendle, Krichene, Zhang and Koren, "Revisiting the performance of iALS", 2021.
 * Stars are the baseline moved by the score, calibrated on the training ratings.
 */
export const ials: ScorerDefinition = {
  id: 'ials',
  objective: 'ranking',
  parameters,
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = fillRegularization(resolveParameters('ials', parameters, given), interactions);
    await passCheckpoint(options, 'ratings', 0);
    const pool = openKernelPool(options.threads, interactions.ratingCount);
    try {
      const factors = await fitImplicitAls(interactions, readIalsSettings(resolved), pool, options);
      await passCheckpoint(options, 'users', 1);
      return createScorer(interactions, resolved, factors);
    } finally {
      await pool.close();
    }
  },
  load: (content, { interactions }) =>
    loadIalsScorer(content, interactions, (given) => resolveParameters('ials', parameters, given)),
};

/** MovieLens 1M: where 0.007 was found to be best (Rendle et al. 2021), and its users times its items. */
const REFERENCE = { regularization: 0.007, pairs: 6040 * 3706 };
/** Between what was published for MovieLens 1M and 20M and the Million Song Data: 0.007, 0.003, 0.002. */
const REGULARIZATION_FALL = 0.2;

/** λ where none is given: 0.007 · (22,384,240 / (users · items))^⅕. */
export function chooseRegularization({ userCount, itemCount }: Pick<Interactions, 'userCount' | 'itemCount'>): number {
  return REFERENCE.regularization * (REFERENCE.pairs / (userCount * itemCount)) ** REGULARIZATION_FALL;
}

function fillRegularization(resolved: ResolvedParameters, interactions: Interactions): ResolvedParameters {
  if (resolved.number('regularization') > 0) return resolved;
  const regularization = chooseRegularization(interactions);
  return resolveParameters('ials', parameters, { ...resolved.values, regularization });
}

/** The settings that parameters stand for. */
function readIalsSettings(resolved: ResolvedParameters): ImplicitAlsSettings {
  return {
    factors: resolved.number('factors'),
    epochs: resolved.number('epochs'),
    regularization: resolved.number('regularization'),
    regularizationExponent: resolved.number('regularizationExponent'),
    unobservedWeight: resolved.number('unobservedWeight'),
    initialDeviation: resolved.number('initialDeviation'),
    conjugateSteps: resolved.number('conjugateSteps'),
    minimumCode: resolved.number('minimumRating') * 2,
  };
}

function createScorer(interactions: Interactions, resolved: ResolvedParameters, model: ImplicitAlsFactors) {
  const { userCount, itemCount } = interactions;
  const factors = resolved.number('factors');
  const trim = (values: Float32Array, rowCount: number) => {
    const trimmed = trimFactors(values, { width: model.width, factors }, () => true);
    return createFactorTable(trimmed, factors, resolved.text('precision') as FactorPrecision, rowCount);
  };
  const userFactors = trim(model.userFactors, userCount);
  return createIalsScorer({
    interactions,
    parameters: resolved,
    userFactors,
    itemFactors: trim(model.itemFactors, itemCount),
  });
}
