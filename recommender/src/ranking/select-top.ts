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
  if (capacity === 0) return [];
  const heap = new Uint32Array(capacity);
  let size = 0;
  // Below this there is no place; of equal scores the earlier ones hold theirs.
  let least = Number.NEGATIVE_INFINITY;
  for (let item = 0; item < scores.length; item += 1) {
    const score = scores[item]!;
    if (size === capacity && score <= least) continue;
    if (Number.isNaN(score) || !isCandidate(item)) continue;
    if (size < capacity) {
      heap[size] = item;
      size += 1;
      if (size === capacity) for (let at = (capacity >> 1) - 1; at >= 0; at -= 1) sink(heap, scores, at);
    } else {
      heap[0] = item;
      sink(heap, scores, 0);
    }
    if (size === capacity) least = scores[heap[0]!]!;
  }
  const kept = [...heap.subarray(0, size)].sort((a, b) => (isWorse(scores, a, b) ? 1 : -1));
  return kept.map((item) => ({ item, score: scores[item]! }));
}

function isWorse(scores: Float32Array | Float64Array, a: number, b: number): boolean {
  return scores[a]! < scores[b]! || (scores[a] === scores[b] && a > b);
}

/** Restores a full heap, on top of which is the worst of the kept ones. */
function sink(heap: Uint32Array, scores: Float32Array | Float64Array, start: number): void {
  let at = start;
  for (;;) {
    let worst = at;
    const left = 2 * at + 1;
    if (left < heap.length && isWorse(scores, heap[left]!, heap[worst]!)) worst = left;
    if (left + 1 < heap.length && isWorse(scores, heap[left + 1]!, heap[worst]!)) worst = left + 1;
    if (worst === at) return;
    const moved = heap[at]!;
    heap[at] = heap[worst]!;
    heap[worst] = moved;
    at = worst;
  }
}
