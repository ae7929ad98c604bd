import { NumpyRandomState } from '@starweave/numerics';
import { FactorScorer, type FoldInPenalties, readFactorModel } from '../factorization/factor-scorer.ts';
import { createFactorTable } from '../factorization/factor-table.ts';
import { passCheckpoint } from '../fit-checkpoint.ts';
import { type ResolvedParameters, resolveParameters } from '../resolve-parameters.ts';
import type { FitOptions, ParameterDefinition, ScorerDefinition, TrainingData } from '../scorer.ts';
import { describeItems, describeUsers } from './describe-entities.ts';
import { GibbsSampler } from './gibbs-sampler.ts';
import { type MeanPredictor, PosteriorMean } from './posterior-mean.ts';
import { markKnown, settleUnknown } from './unrated-entities.ts';

const parameters: readonly ParameterDefinition[] = [
  {
    name: 'factors',
    description: 'Dimensions of the model that is sampled.',
    default: 16,
    minimum: 0,
    maximum: 200,
    integer: true,
  },
  {
    name: 'sweeps',
    description: 'How often all coefficients are drawn.',
    default: 250,
    minimum: 1,
    maximum: 10_000,
    integer: true,
  },
  {
    name: 'burnIn',
    description: 'How many of the first sweeps are not counted; at least one sweep always is.',
    default: 30,
    minimum: 0,
    maximum: 10_000,
    integer: true,
  },
  {
    name: 'rank',
    description: 'Dimensions that the average of all draws is kept in.',
    default: 32,
    minimum: 0,
    maximum: 500,
    integer: true,
  },
  {
    name: 'personalNoise',
    description: 'Learn how far everybody’s ratings lie around what the model says, instead of the same for all.',
    default: true,
  },
  {
    name: 'implied',
    description: 'Learn from what people rated at all, and from who rated an item at all, besides the stars.',
    default: true,
  },
  {
    name: 'sideInformation',
    description:
      'Learn from genres, years, directors, keywords and tags of items and from attributes of people, where known.',
    default: true,
  },
];

/**
 * Bayesian matrix factorisation with features: the average of what many draws from the posterior predict.
 *
 *   r̂(u, i) = E[ mean + a_u + c_i + P_u·Q_i ],  a, c, P, Q linear in features
 *
 * of users (themselves, what they rated at all, what is known about them) and items (themselves, who rated them at all,
 * genres, years, …). Nothing has to be tuned: how strongly each group of features is held back is drawn as well, and so is how
 * much each person means what they click. The average of the draws is kept as one factorisation of small rank, so that it
 * answers as fast as any other. After Salakhutdinov and Mnih, "Bayesian probabilistic matrix factorization using MCMC", 2008;
 * Lakshminarayanan, Bouchard and Archambeau, "Robust Bayesian matrix factorisation", 2011; and Rendle, "Factorization
 * machines with libFM", 2012.
 */
export const bayesianMf: ScorerDefinition = {
  id: 'bayesian-mf',
  objective: 'stars',
  parameters,
  fit: async (data, given, options = {}) => {
    const resolved = resolveParameters('bayesian-mf', parameters, given);
    const { predictor, penalties } = await sample(data, resolved, options);
    const { userCount, itemCount } = data.interactions;
    const rank = resolved.number('rank');
    const model = {
      id: 'bayesian-mf' as const,
      parameters: resolved,
      interactions: data.interactions,
      mean: predictor.mean,
      userBiases: predictor.userBiases,
      itemBiases: predictor.itemBiases,
      userFactors: createFactorTable(predictor.userFactors, rank, 'single', userCount),
      itemFactors: createFactorTable(predictor.itemFactors, rank, 'single', itemCount),
      impliedFactors: undefined,
      describesUnrated: true,
      extraFacts: { biasPenalty: String(penalties.biasPenalty), factorPenalty: String(penalties.factorPenalty) },
    };
    return new FactorScorer(model, penalties);
  },
  load: (content, { interactions }) => {
    const stored = readFactorModel(content, interactions, {
      id: 'bayesian-mf',
      resolve: (reader) => resolveParameters('bayesian-mf', parameters, reader.parameters()),
      implied: false,
      widthParameter: 'rank',
      extraFacts: ['biasPenalty', 'factorPenalty'],
    });
    const penalties = createPenalties(Number(stored.extraFacts?.biasPenalty), Number(stored.extraFacts?.factorPenalty));
    return new FactorScorer({ ...stored, describesUnrated: true }, penalties);
  },
};

const DRAWS_BYTES = 512 * 1024 ** 2;

async function sample(
  data: TrainingData,
  resolved: ResolvedParameters,
  options: FitOptions,
): Promise<{ predictor: MeanPredictor; penalties: Required<FoldInPenalties> }> {
  const { interactions } = data;
  const { userCount, itemCount, byUser } = interactions;
  const random = new NumpyRandomState(options.seed ?? 0);
  const choice = { implied: resolved.flag('implied'), sideInformation: resolved.flag('sideInformation') };
  const blocks = { users: describeUsers(data, choice), items: describeItems(data, choice) };
  const factors = resolved.number('factors');
  const model = { factors, personalNoise: resolved.flag('personalNoise') };
  const sampler = new GibbsSampler(byUser, blocks, model, random);
  const average = new PosteriorMean(userCount, itemCount);
  const sweeps = resolved.number('sweeps');
  const burnIn = Math.min(resolved.number('burnIn'), sweeps - 1);
  const kept = Math.max(1, Math.floor(DRAWS_BYTES / (4 * Math.max(1, factors) * (userCount + itemCount))));
  const every = Math.max(2, Math.ceil((sweeps - burnIn) / kept));
  let noise = 0;
  let draws = 0;
  for (let sweep = 1; sweep <= sweeps; sweep += 1) {
    await passCheckpoint(options, `sweep ${sweep} of ${sweeps}`, (sweep - 1) / (sweeps + 1));
    sampler.sweep();
    if (sweep <= burnIn || (sweeps - sweep) % every !== 0) continue;
    average.add(sampler);
    noise += sampler.noise.meanVariance;
    draws += 1;
  }
  await passCheckpoint(options, 'average of the draws', sweeps / (sweeps + 1));
  const known = { users: markKnown(blocks.users, byUser), items: markKnown(blocks.items, interactions.byItem) };
  const predictor = settleUnknown(average.compress(resolved.number('rank'), random), known);
  const penalties = createPenalties(noise / draws / varianceOf(predictor.userBiases), noise / draws);
  await passCheckpoint(options, 'average of the draws', 1);
  return { predictor, penalties };
}

/** Factors have variance 1, so that their penalty is the variance of the noise alone. */
function createPenalties(biasPenalty: number, factorPenalty: number): Required<FoldInPenalties> {
  return { biasRegularization: 0, factorRegularization: 0, biasPenalty, factorPenalty };
}

/** At least a little, so that the penalty stays finite where all people rate alike. */
function varianceOf(values: Float32Array): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return Math.max(squares / values.length, 1e-4);
}
