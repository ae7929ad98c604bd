import type { EstimateSettings } from './neighbour-estimate.ts';

const STRIDE = 4;

/**
 * What the neighbours of every item add up to: how many there are, Σ similarity, and Σ similarity·residual.
 *
 * The sums of an item lie side by side, so that adding a neighbour touches one place in memory and not three.
 */
export class NeighbourSums {
  readonly #sums: Float64Array;

  constructor(itemCount: number) {
    this.#sums = new Float64Array(itemCount * STRIDE);
  }

  add(item: number, similarity: number, residual: number): void {
    const sums = this.#sums;
    const at = item * STRIDE;
    sums[at]! += 1;
    sums[at + 1]! += similarity;
    sums[at + 2]! += similarity * residual;
  }

  count(item: number): number {
    return this.#sums[item * STRIDE]!;
  }

  /** How far the neighbours move the expectation, in stars, as `averageResiduals` has it; 0 when they are too few. */
  average(item: number, { minimumNeighbours, damping }: EstimateSettings): number {
    const at = item * STRIDE;
    const weights = this.#sums[at + 1]!;
    const enough = this.#sums[at]! >= minimumNeighbours && weights !== 0;
    return enough ? this.#sums[at + 2]! / (weights + damping) : 0;
  }
}
