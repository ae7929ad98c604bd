/** What the rated items that are like an item add up to, for every item. */
export class NeighbourSums {
  /** How many rated items are like it. */
  readonly counts: Uint16Array;
  /** Σ similarity. */
  readonly weights: Float64Array;
  /** Σ similarity·residual. */
  readonly weighted: Float64Array;

  constructor(itemCount: number) {
    this.counts = new Uint16Array(itemCount);
    this.weights = new Float64Array(itemCount);
    this.weighted = new Float64Array(itemCount);
  }

  /** Counts stop at 65,535, beyond any number of neighbours that is asked for. */
  add(item: number, similarity: number, residual: number): void {
    if (this.counts[item]! < 65_535) this.counts[item]! += 1;
    this.weights[item]! += similarity;
    this.weighted[item]! += similarity * residual;
  }
}
