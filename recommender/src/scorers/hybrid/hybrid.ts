import { ScorerParameterError } from '../../errors.ts';
import { defaultAlternatingSettings, fitBiasesByAlternating } from '../baseline/fit-biases.ts';
import { passCheckpoint } from '../fit-checkpoint.ts';
import { readRatingScale } from '../rating-scale.ts';
import { resolveParameters } from '../resolve-parameters.ts';
import type { FitOptions, ParameterDefinition, ScorerDefinition, TrainingData } from '../scorer.ts';
import { scorerIds } from '../scorer-id.ts';
import { type FindPart, readHybridModel } from './hybrid-file.ts';
import type { HybridPart } from './hybrid-model.ts';
import { HybridScorer } from './hybrid-scorer.ts';
import { fitPart, learnBlend } from './out-of-fold.ts';

const parameters: readonly ParameterDefinition[] = [
  {
    name: 'parts',
    description: 'The methods to blend: ids with commas between them.',
    default: 'bayesian-mf,svd-biased,item-knn,user-knn,content,ials',
  },
  {
    name: 'folds',
    description:
      'In how many folds the training ratings are split to learn the blend; every part is fitted once for each.',
    default: 3,
    minimum: 2,
    maximum: 20,
    integer: true,
  },
  {
    name: 'blendRatings',
    description:
      'With more ratings than this, weights are learnt on those of people drawn at random, about so many; 0 takes all.',
    default: 500_000,
    minimum: 0,
    maximum: 1_000_000_000,
    integer: true,
  },
];

/**
 * Hybrid: several methods blended by weights that are learnt on ratings which the methods haven't seen.
 *
 * For stars, r̂ = baseline + Σ_k w_k(support)·(r̂_k − baseline) with ridge weights that depend on how much is known about
 * user and item (stacking on out-of-fold predictions; Sill et al. 2009). For ranking, the standardised scores of the parts with
 * weights under which held-out items come before others (logistic). A part that is missing is left out by itself: the weights
 * of the others are solved anew from the stored sums. `presentParts` and every explanation say who spoke.
 */
export function createHybrid(findPart: FindPart): ScorerDefinition {
  return {
    id: 'hybrid',
    objective: 'stars',
    parameters,
    fit: async (data, given, options = {}) => {
      const resolved = resolveParameters('hybrid', parameters, given);
      const definitions = findParts(resolved.text('parts'), findPart);
      const folds = resolved.number('folds');
      // Each fold fits every part, and so does the end.
      const total = (folds + 1) * definitions.length + 1;
      const { onProgress } = options;
      const counted: FitOptions = {
        ...options,
        ...(onProgress && { onProgress: ({ stage, fraction }) => onProgress({ stage, fraction: fraction / total }) }),
      };
      const blendRatings = resolved.number('blendRatings');
      const blend = await learnBlend(data, definitions, { folds, blendRatings }, counted);
      const parts: HybridPart[] = [];
      for (const [place, definition] of definitions.entries()) {
        await passCheckpoint(counted, definition.id, folds * definitions.length + place);
        parts.push(await takePart(definition, data, options));
      }
      await passCheckpoint(counted, 'blend', total);
      const { interactions } = data;
      return new HybridScorer({
        interactions,
        parameters: resolved,
        parts,
        biases: fitBiasesByAlternating(interactions, defaultAlternatingSettings),
        scale: readRatingScale(interactions.byUser),
        ...blend,
      });
    },
    load: (content, data) => new HybridScorer(readHybridModel(content, data, parameters, findPart)),
  };
}

/** A model of the same data that is in memory already, or one that is fitted now. */
async function takePart(definition: ScorerDefinition, data: TrainingData, options: FitOptions): Promise<HybridPart> {
  const known = data.parts?.get(definition.id);
  if (known !== undefined && known.dataHash === data.interactions.dataHash) {
    return { id: definition.id, scorer: known, shared: true };
  }
  return { id: definition.id, scorer: await fitPart(definition, data, options), shared: false };
}

function findParts(text: string, findPart: FindPart): ScorerDefinition[] {
  const ids = text.split(',').map((id) => id.trim());
  const refuse = (problem: string) => new ScorerParameterError('parts', `hybrid: "parts" ${problem}.`);
  if (new Set(ids).size !== ids.length) throw refuse('names a method twice');
  return ids.map((id) => {
    const definition = id === 'hybrid' ? undefined : findPart(id);
    if (definition !== undefined) return definition;
    const others = scorerIds.filter((other) => other !== 'hybrid').join(', ');
    throw refuse(`names "${id}", which is no method that can be blended. There are ${others}`);
  });
}
