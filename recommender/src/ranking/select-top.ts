/** An item with its score. */
export interface RankedItem {
  readonly item: number;
  readonly score: number;
}

/**
 * The best `count` items by score, ties by the smaller index; fewer only when there are fewer candidates. One pass with a
 * heap of `count`: nothing else is sorted. A score that isn't a number is no candidate's.
 *
 * @param isCandidate leaves items out; default: every item is a candidate
 */
export function selectTop(
  scores: Float32Array | Float64Array,
  count: number,
  isCandidate: (item: number) => boolean = () => true,
): RankedItem[] {
  const capacity = Math.max(0, Math.min(count, scores.length));
  const heap = new Uint32Array(capacity);
  let size = 0;
  // The worst of the kept ones is on top.
  const isWorse = (a: number, b: number) => scores[a]! < scores[b]! || (scores[a] === scores[b] && a > b);
  const sink = (start: number) => {
    let at = start;
    for (;;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < size && isWorse(heap[child]!, heap[worst]!)) worst = child;
      }
      if (worst === at) return;
      [heap[at], heap[worst]] = [heap[worst]!, heap[at]!];
      at = worst;
    }
  };
  if (capacity === 0) return [];
  // Below this there is no place; of equal scores the earlier ones hold theirs.
  let least = Number.NEGATIVE_INFINITY;
  for (let item = 0; item < scores.length; item += 1) {
    if (size === capacity && scores[item]! <= least) continue;
    if (Number.isNaN(scores[item]) || !isCandidate(item)) continue;
    if (size < capacity) {
      heap[size] = item;
      size += 1;
      if (size === capacity) for (let at = (capacity >> 1) - 1; at >= 0; at -= 1) sink(at);
    } else {
      heap[0] = item;
      sink(0);
    }
    if (size === capacity) least = scores[heap[0]!]!;
  }
  const kept = [...heap.subarray(0, size)].sort((a, b) => (isWorse(a, b) ? 1 : -1));
  return kept.map((item) => ({ item, score: scores[item]! }));
}
