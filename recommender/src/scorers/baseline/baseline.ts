import type { Interactions } from '../../interactions/interactions.ts';
import { passCheckpoint } from '../fit-checkpoint.ts';
import { ModelReader } from '../model-content.ts';
import { readRatingScale } from '../rating-scale.ts';
import { type ResolvedParameters, resolveParameters } from '../resolve-parameters.ts';
import type { ParameterDefinition, ScorerDefinition } from '../scorer.ts';
import { BaselineScorer } from './baseline-scorer.ts';
import { fitBiasesByAlternating, fitBiasesByGradient, type RatingBiases } from './fit-biases.ts';

const parameters: readonly ParameterDefinition[] = [
  {
    name: 'method',
    description: 'Alternating least squares, or stochastic gradient descent.',
    default: 'als',
    choices: ['als', 'sgd'],
  },
  { name: 'epochs', description: 'Passes over the ratings.', default: 10, minimum: 1, maximum: 1000, integer: true },
  {
    name: 'userRegularization',
    description: 'With als: a user’s bias is shrunk as if by this many ratings at their expectation.',
    default: 15,
    minimum: 0,
    maximum: 10_000,
  },
  {
    name: 'itemRegularization',
    description: 'With als: an item’s bias is shrunk as if by this many ratings at their expectation.',
    default: 10,
    minimum: 0,
    maximum: 10_000,
  },
  { name: 'learningRate', description: 'With sgd: the step.', default: 0.005, minimum: 1e-6, maximum: 0.5 },
  { name: 'regularization', description: 'With sgd: the pull to 0.', default: 0.02, minimum: 0, maximum: 1 },
];

/**
 * How far a user and an item lie above the mean:
 *
 *   r̂(u, i) = mean + b_u + b_i
 *
 * with the regularised least-squares biases, by alternating least squares or by stochastic gradient descent. Deterministic
 * without a seed. After Koren, "Factor in the neighbors", 2010; both methods as the Surprise library has them.
 */
export const baseline: ScorerDefinition = {
  id: 'baseline',
  objective: 'stars',
  parameters,
  presets: { surprise: { method: 'als', epochs: 10, userRegularization: 15, itemRegularization: 10 } },
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = resolveParameters('baseline', parameters, given);
    await passCheckpoint(options, 'biases', 0);
    const biases = fitBiases(interactions, resolved);
    await passCheckpoint(options, 'biases', 1);
    return new BaselineScorer({
      interactions,
      parameters: resolved,
      biases,
      scale: readRatingScale(interactions.byUser),
    });
  },
  load: (content, { interactions }) => {
    const reader = new ModelReader('baseline', content);
    const biases = {
      mean: reader.number('mean'),
      users: reader.float64('user_biases', interactions.userCount),
      items: reader.float64('item_biases', interactions.itemCount),
    };
    const resolved = resolveParameters('baseline', parameters, reader.parameters());
    return new BaselineScorer({
      interactions,
      parameters: resolved,
      biases,
      scale: readRatingScale(interactions.byUser),
    });
  },
};

function fitBiases(interactions: Interactions, parameters: ResolvedParameters): RatingBiases {
  const epochs = parameters.number('epochs');
  if (parameters.text('method') === 'sgd') {
    const [learningRate, regularization] = [parameters.number('learningRate'), parameters.number('regularization')];
    return fitBiasesByGradient(interactions, { epochs, learningRate, regularization });
  }
  return fitBiasesByAlternating(interactions, {
    epochs,
    userRegularization: parameters.number('userRegularization'),
    itemRegularization: parameters.number('itemRegularization'),
  });
}
