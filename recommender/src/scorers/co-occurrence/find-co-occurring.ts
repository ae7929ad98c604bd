import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Interactions } from '../../interactions/interactions.ts';
import { type NeighbourLists, NeighbourListsBuilder } from '../neighbours/neighbour-lists.ts';
import { TopSelection } from '../neighbours/top-selection.ts';
import type { FitOptions } from '../scorer.ts';

/** How items that people have in common are counted and compared. */
export interface CoOccurrenceSearch {
  readonly interactions: Interactions;
  /** What it counts that a user has two items in common. */
  readonly userWeights: Float64Array;
  /** s(from → to), of the sum of the weights of those who have both; items with 0 or less are left out. */
  readonly similarity: (from: number, to: number, common: number) => number;
  /** Neighbours to keep of every item. */
  readonly neighbours: number;
}

const ITEMS_PER_TURN = 64;

/** For every item, those that it recommends most. Memory is bounded by `neighbours`. */
export async function findCoOccurring(
  search: CoOccurrenceSearch,
  { signal, onProgress }: FitOptions,
): Promise<NeighbourLists> {
  const { interactions, userWeights, similarity, neighbours } = search;
  const { byItem, byUser, itemCount } = interactions;
  const common = new Float64Array(itemCount);
  const touched = new Uint32Array(itemCount);
  const best = new TopSelection(Math.min(neighbours, itemCount));
  const lists = new NeighbourListsBuilder(itemCount);
  for (let item = 0; item < itemCount; item += 1) {
    if (item % ITEMS_PER_TURN === 0) {
      await nextTurn();
      signal?.throwIfAborted();
      onProgress?.({ stage: 'items in common', fraction: item / itemCount });
    }
    let touchedCount = 0;
    for (let index = byItem.offsets[item]!; index < byItem.offsets[item + 1]!; index += 1) {
      const user = byItem.columns[index]!;
      const weight = userWeights[user]!;
      if (weight === 0) continue;
      const end = byUser.offsets[user + 1]!;
      for (let position = byUser.offsets[user]!; position < end; position += 1) {
        const other = byUser.columns[position]!;
        if (common[other] === 0) touched[touchedCount++] = other;
        common[other]! += weight;
      }
    }
    for (let index = 0; index < touchedCount; index += 1) {
      const other = touched[index]!;
      const score = other === item ? 0 : similarity(item, other, common[other]!);
      if (score > 0) best.offer(other, score);
      common[other] = 0;
    }
    lists.add(best.take());
  }
  onProgress?.({ stage: 'items in common', fraction: 1 });
  signal?.throwIfAborted();
  return lists.build('half');
}
