import type { Interactions } from '../../interactions/interactions.ts';
import { asModelArray, ModelReader } from '../model-content.ts';
import { readRatingScale } from '../rating-scale.ts';
import { type ResolvedParameters, resolveParameters } from '../resolve-parameters.ts';
import type { ModelContent, ParameterDefinition } from '../scorer.ts';
import { createExpectation } from './expectation.ts';
import type { ItemKnnModel } from './item-knn-model.ts';
import { readKnnSettings } from './knn-parameters.ts';

/** The arrays of a model. Similarities that were rounded to half precision when it was fitted are kept in it. */
export function writeItemKnnModel({ lists, biases, parameters }: ItemKnnModel): ModelContent {
  const { similarities } = lists;
  const arrays = new Map([
    ['offsets', asModelArray(lists.offsets)],
    ['neighbours', asModelArray(lists.neighbours)],
    [
      'similarities',
      asModelArray(similarities instanceof Float64Array ? similarities : new Float16Array(similarities)),
    ],
    ['item_biases', asModelArray(biases.rows)],
    ['user_biases', asModelArray(biases.columns)],
  ]);
  return { arrays, metadata: { mean: String(biases.mean), parameters: JSON.stringify(parameters.values) } };
}

/** The model out of its arrays. @throws BrokenModelFileError when they don't fit the data or each other */
export function readItemKnnModel(
  content: ModelContent,
  interactions: Interactions,
  definitions: readonly ParameterDefinition[],
): ItemKnnModel {
  const reader = new ModelReader('item-knn', content);
  const parameters: ResolvedParameters = resolveParameters('item-knn', definitions, reader.parameters());
  const settings = readKnnSettings(parameters);
  const { itemCount, userCount, byItem } = interactions;
  const offsets = reader.uint32('offsets', itemCount + 1);
  const count = offsets[itemCount]!;
  const lists = {
    offsets,
    neighbours: reader.uint32('neighbours', count),
    similarities: reader.floats('similarities', count),
  };
  const biases = {
    mean: reader.number('mean'),
    rows: reader.float64('item_biases', itemCount),
    columns: reader.float64('user_biases', userCount),
  };
  const expectation = createExpectation(settings.variant, byItem, biases);
  return { interactions, parameters, settings, scale: readRatingScale(byItem), biases, expectation, lists };
}
