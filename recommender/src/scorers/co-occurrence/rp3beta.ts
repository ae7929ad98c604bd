import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import { ModelReader } from '../model-content.ts';
import { resolveParameters } from '../resolve-parameters.ts';
import type { ParameterDefinition, ScorerDefinition } from '../scorer.ts';
import { createCoOccurrenceScorer, readCoOccurrenceScorer } from './co-occurrence-scorer.ts';
import { findCoOccurring } from './find-co-occurring.ts';

const parameters: readonly ParameterDefinition[] = [
  {
    name: 'neighbours',
    description: 'How many items each item recommends at most; bounds the memory (8 bytes each).',
    default: 500,
    minimum: 1,
    maximum: 10_000,
    integer: true,
  },
  {
    name: 'alpha',
    description: 'The power of the probabilities of each step of the walk.',
    default: 1.15,
    minimum: 0,
    maximum: 5,
  },
  {
    name: 'beta',
    description:
      'How strongly popular items are held back: scores are divided by their number of ratings to this power.',
    default: 0.56,
    minimum: 0,
    maximum: 3,
  },
];

/**
 * RP3beta: where a random walk from a person over their items, other people and those people's items ends, with popular
 * items held back.
 *
 *   s(j → i) = Σ_u (1/|U_j|)^alpha · (1/|I_u|)^alpha / |U_i|^beta
 *
 * over the users u who have both. Ratings count as such, whatever their stars. After Paudel et al., "Updatable, accurate,
 * diverse, and scalable recommendations for interactive applications", 2017.
 */
export const rp3beta: ScorerDefinition = {
  id: 'rp3beta',
  objective: 'ranking',
  parameters,
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = resolveParameters('rp3beta', parameters, given);
    const alpha = resolved.number('alpha');
    const search = {
      interactions,
      userWeights: powerOfCounts(interactions.byUser, -alpha),
      left: powerOfCounts(interactions.byItem, -alpha),
      right: powerOfCounts(interactions.byItem, -resolved.number('beta')),
      neighbours: resolved.number('neighbours'),
    };
    const lists = await findCoOccurring(search, options);
    const itemWeights = new Float64Array(interactions.itemCount).fill(1);
    return createCoOccurrenceScorer({ id: 'rp3beta', interactions, parameters: resolved, itemWeights, lists });
  },
  load: (content, { interactions }) => {
    const reader = new ModelReader('rp3beta', content);
    const resolved = resolveParameters('rp3beta', parameters, reader.parameters());
    return readCoOccurrenceScorer(reader, { id: 'rp3beta', interactions, parameters: resolved });
  },
};

/** The number of ratings of every row to a power; 0 for rows without any. */
function powerOfCounts({ rowCount, offsets }: CompressedRows, power: number): Float64Array {
  return Float64Array.from({ length: rowCount }, (_, row) => {
    const count = offsets[row + 1]! - offsets[row]!;
    return count === 0 ? 0 : count ** power;
  });
}
