import { UnfitDataError } from '../../errors.ts';
import type { Interactions } from '../../interactions/interactions.ts';
import { defaultAlternatingSettings, fitBiasesByAlternating } from '../baseline/fit-biases.ts';
import { ModelReader } from '../model-content.ts';
import { readRatingScale } from '../rating-scale.ts';
import { type ResolvedParameters, resolveParameters } from '../resolve-parameters.ts';
import type { ModelContent, ParameterDefinition, ScorerDefinition } from '../scorer.ts';
import { calibrateSlope } from './calibrate-slope.ts';
import type { ContentModel } from './content-model.ts';
import { ContentScorer } from './content-scorer.ts';
import { buildTermMatrix, type FieldWeights } from './term-matrix.ts';

function defineWeight(field: string, value: number): ParameterDefinition {
  const description = `How much ${field} count; 0 leaves them out.`;
  return { name: `${field.split(' ')[0]}Weight`, description, default: value, minimum: 0, maximum: 100 };
}

const parameters: readonly ParameterDefinition[] = [
  defineWeight('genre names', 0.5),
  defineWeight('tag names', 1),
  defineWeight('title words', 0.5),
  defineWeight('director names', 1),
  defineWeight('keyword names', 1),
  {
    name: 'damping',
    description:
      'Added to the likeness to what the person rated, which the opinion is divided by, so that slight likeness moves less.',
    default: 2,
    minimum: 0,
    maximum: 1000,
  },
];

/**
 * Content-based: an item is rated as the person rated what it shares terms with, and disliked films push away.
 *
 *   r̂(u, i) = mean + b(u) + b(i) + slope · Σ_t w(i, t)·P(u, t) / (Σ_t w(i, t)·Q(u, t) + damping)
 *   P(u, t) = Σ_j w(j, t)·(r(u, j) − mean − b(u) − b(j)),  Q(u, t) = Σ_j w(j, t)   over what u rated
 *
 * with TF-IDF weights w of genres, tags, title words, directors and keywords, and a slope that is learnt from the training
 * ratings. Items without ratings are scored as well as others. After Pazzani and Billsus, "Content-based recommendation
 * systems", 2007.
 */
export const content: ScorerDefinition = {
  id: 'content',
  objective: 'stars',
  parameters,
  fit: async ({ interactions, sideInformation }, given, options = {}) => {
    const resolved = resolveParameters('content', parameters, given);
    options.signal?.throwIfAborted();
    const matrix = buildTermMatrix(sideInformation?.items ?? [], readWeights(resolved));
    if (matrix.columns.length === 0) {
      throw new UnfitDataError(
        'No two items share a genre, tag, title word, director or keyword: the content-based method needs to be told about the items (a file of movies beside the ratings).',
      );
    }
    const biases = fitBiasesByAlternating(interactions, defaultAlternatingSettings);
    options.onProgress?.({ stage: 'terms', fraction: 0.5 });
    options.signal?.throwIfAborted();
    const damping = resolved.number('damping');
    const slope = calibrateSlope(interactions, matrix, biases, damping);
    options.onProgress?.({ stage: 'calibration', fraction: 1 });
    options.signal?.throwIfAborted();
    const scale = readRatingScale(interactions.byUser);
    return new ContentScorer({ interactions, parameters: resolved, matrix, biases, scale, damping, slope });
  },
  load: (file, { interactions }) => new ContentScorer(readContentModel(file, interactions)),
};

function readWeights(resolved: ResolvedParameters): FieldWeights {
  return {
    genre: resolved.number('genreWeight'),
    tag: resolved.number('tagWeight'),
    title: resolved.number('titleWeight'),
    director: resolved.number('directorWeight'),
    keyword: resolved.number('keywordWeight'),
  };
}

function readContentModel(file: ModelContent, interactions: Interactions): ContentModel {
  const reader = new ModelReader('content', file);
  const resolved = resolveParameters('content', parameters, reader.parameters());
  const terms = new TextDecoder().decode(reader.bytes('terms', reader.number('termBytes'))).split('\n');
  const offsets = reader.offsets('offsets', interactions.itemCount);
  const count = offsets[interactions.itemCount]!;
  const matrix = {
    terms,
    offsets,
    columns: reader.uint32('columns', count),
    weights: reader.float16('weights', count),
  };
  reader.requireBelow('columns', matrix.columns, terms.length);
  const biases = {
    mean: reader.number('mean'),
    users: reader.float64('user_biases', interactions.userCount),
    items: reader.float64('item_biases', interactions.itemCount),
  };
  return {
    interactions,
    parameters: resolved,
    matrix,
    biases,
    scale: { lowest: reader.number('lowest'), highest: reader.number('highest') },
    damping: resolved.number('damping'),
    slope: reader.number('slope'),
  };
}
