import type { Interactions } from '../../interactions/interactions.ts';
import { asModelArray, ModelReader } from '../model-content.ts';
import { readRatingScale } from '../rating-scale.ts';
import { type ResolvedParameters, resolveParameters } from '../resolve-parameters.ts';
import type { ModelContent, ParameterDefinition } from '../scorer.ts';
import { DenseSimilarities } from './dense-similarities.ts';
import { createExpectation } from './expectation.ts';
import { HistoryMarks } from './history-marks.ts';
import type { ItemKnnModel } from './item-knn-model.ts';
import type { ItemSimilarities } from './item-similarities.ts';
import { readKnnSettings } from './knn-parameters.ts';
import { createListedSimilarities } from './listed-similarities.ts';
import { readStoredLists } from './neighbour-lists.ts';

/** The arrays of a model. */
export function writeItemKnnModel({ similarities, biases, parameters }: ItemKnnModel): ModelContent {
  const arrays = new Map([
    ...similarities.toArrays(),
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
  const biases = {
    mean: reader.number('mean'),
    // Copies: a view would keep the file in memory, whose lists are copied to where kernels reach them.
    rows: reader.float64('item_biases', itemCount).slice(),
    columns: reader.float64('user_biases', userCount).slice(),
  };
  const similarities = readSimilarities(reader, parameters, itemCount);
  const expectation = createExpectation(settings.variant, byItem, biases);
  return { interactions, parameters, settings, scale: readRatingScale(byItem), biases, expectation, similarities };
}

function readSimilarities(reader: ModelReader, parameters: ResolvedParameters, itemCount: number): ItemSimilarities {
  if (parameters.number('storedNeighbours') === 0) {
    return new DenseSimilarities(itemCount, reader.float64('similarities', itemCount ** 2));
  }
  return createListedSimilarities(readStoredLists(reader, itemCount), new HistoryMarks(itemCount));
}
