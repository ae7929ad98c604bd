import { defaultAlgorithm, firstAlgorithm } from '../algorithms/standard-algorithms.ts';
import type { EngineStatus } from '../engine/engine-status.ts';
import type { OpenDataSet } from '../engine/open-data-set.ts';
import type { FilmShelf } from './model-shelf.ts';

/** What answers now, from which data set, and how much of the memory for films is in use. */
export async function describeStatus(
  { dataSet, shelf }: { readonly dataSet: OpenDataSet; readonly shelf: FilmShelf },
  memoryBudgetBytes: number,
): Promise<EngineStatus> {
  const algorithms = await shelf.describe();
  const standard = algorithms.filter(({ isStandard }) => isStandard);
  const serving = standard.filter(({ state }) => state === 'serving');
  return {
    ...{ dataSet: dataSet.facts, algorithms, servingCount: serving.length, totalCount: standard.length },
    defaultAlgorithm: (serving.find(({ id }) => id === defaultAlgorithm) ?? serving[0])?.id ?? firstAlgorithm,
    ...{ memoryBudgetBytes, memoryUsedBytes: Math.round(shelf.usedBytes) },
  };
}
