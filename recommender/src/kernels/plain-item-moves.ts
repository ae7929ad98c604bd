import type { NeighbourLists } from '../scorers/neighbours/neighbour-lists.ts';

/** Somebody's ratings, in the order of their history. */
export interface RatedItems {
  readonly items: ArrayLike<number>;
  /** In stars, above what was expected. */
  readonly residuals: ArrayLike<number>;
}

/** How neighbours become one number. */
export interface MoveSettings {
  readonly neighbours: number;
  readonly minimumNeighbours: number;
  readonly damping: number;
}

/** For each list, how far the most similar rated items move its item: the plain version of `moveByNeighbours`. */
export function moveByNeighboursPlainly(
  { offsets, neighbours, similarities }: NeighbourLists,
  { items, residuals }: RatedItems,
  { neighbours: limit, minimumNeighbours, damping }: MoveSettings,
): number[] {
  const placeOf = new Map(Array.from(items, (item, place) => [item, place]));
  return Array.from({ length: offsets.length - 1 }, (_, row) => {
    const rated: { readonly similarity: number; readonly place: number }[] = [];
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry += 1) {
      const place = placeOf.get(neighbours[entry]!);
      if (place !== undefined) rated.push({ similarity: similarities[entry]!, place });
    }
    const chosen = rated.sort((a, b) => b.similarity - a.similarity || a.place - b.place).slice(0, limit);
    const weights = chosen.reduce((sum, { similarity }) => sum + similarity, 0);
    const weighted = chosen.reduce((sum, { similarity, place }) => sum + similarity * residuals[place]!, 0);
    return chosen.length >= minimumNeighbours && weights > 0 ? weighted / (weights + damping) : 0;
  });
}
