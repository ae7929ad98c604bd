/**
 * Keeps the best of what is offered, in a heap of fixed size.
 *
 * Higher scores are better; of equal ones the smaller key, so that the choice doesn't depend on the order of offering.
 */
export class TopSelection {
  readonly #capacity: number;
  readonly #keys: Uint32Array;
  readonly #scores: Float64Array;
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#keys = new Uint32Array(capacity);
    this.#scores = new Float64Array(capacity);
  }

  offer(key: number, score: number): void {
    if (this.#count < this.#capacity) {
      this.#keys[this.#count] = key;
      this.#scores[this.#count] = score;
      this.#count += 1;
      if (this.#count === this.#capacity) for (let at = this.#count >> 1; at >= 0; at -= 1) this.#sink(at);
    } else if (this.#capacity > 0 && this.#isWorse(this.#keys[0]!, this.#scores[0]!, key, score)) {
      this.#keys[0] = key;
      this.#scores[0] = score;
      this.#sink(0);
    }
  }

  /** What was kept, best first; the selection is empty afterwards. */
  take(): { keys: Uint32Array; scores: Float64Array } {
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index);
    order.sort((a, b) => this.#scores[b]! - this.#scores[a]! || this.#keys[a]! - this.#keys[b]!);
    const keys = order.map((index) => this.#keys[index]!);
    const scores = Float64Array.from(order, (index) => this.#scores[index]!);
    this.#count = 0;
    return { keys, scores };
  }

  #isWorse(key: number, score: number, thanKey: number, thanScore: number): boolean {
    return score < thanScore || (score === thanScore && key > thanKey);
  }

  /** Restores the heap, whose root is the worst. */
  #sink(from: number): void {
    const keys = this.#keys;
    const scores = this.#scores;
    const key = keys[from]!;
    const score = scores[from]!;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#count) break;
      const right = child + 1;
      if (right < this.#count && this.#isWorse(keys[right]!, scores[right]!, keys[child]!, scores[child]!))
        child = right;
      if (!this.#isWorse(keys[child]!, scores[child]!, key, score)) break;
      keys[at] = keys[child]!;
      scores[at] = scores[child]!;
      at = child;
    }
    keys[at] = key;
    scores[at] = score;
  }
}
