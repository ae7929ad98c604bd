/**
 * Chooses the `limit` most similar of what is offered; of equally similar ones those that stand first, as a stable sort does.
 *
 * Offers must come in the order of falling similarity, or of rising position, or in any order: the choice is the same.
 */
export class NeighbourChoice {
  count = 0;
  /** Best first. */
  readonly similarities: Float64Array;
  /** Where each one's rating stands, as it was offered. */
  readonly positions: Uint32Array;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
    this.similarities = new Float64Array(limit);
    this.positions = new Uint32Array(limit);
  }

  clear(): void {
    this.count = 0;
  }

  /** The similarity below which nothing would be chosen any more. */
  get threshold(): number {
    return this.count < this.#limit ? 0 : this.similarities[this.#limit - 1]!;
  }

  /** Insertion from the end: most offers are worse than all, or nearly so. */
  offer(position: number, similarity: number): void {
    const { similarities, positions } = this;
    let at = this.count;
    if (at === this.#limit) {
      if (!this.#isBetter(position, similarity, at - 1)) return;
      at -= 1;
    } else {
      this.count += 1;
    }
    while (at > 0 && this.#isBetter(position, similarity, at - 1)) {
      similarities[at] = similarities[at - 1]!;
      positions[at] = positions[at - 1]!;
      at -= 1;
    }
    similarities[at] = similarity;
    positions[at] = position;
  }

  #isBetter(position: number, similarity: number, at: number): boolean {
    const other = this.similarities[at]!;
    return similarity > other || (similarity === other && position < this.positions[at]!);
  }
}
