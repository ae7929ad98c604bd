/** The latest model outputs of a multistep method, newest first, in buffers that take turns. */
export class OutputHistory {
  readonly #capacity: number;
  readonly #newestFirst: Float32Array[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** How many outputs are held. */
  get count(): number {
    return this.#newestFirst.length;
  }

  /** The buffer to write the newest output into; the oldest one makes room for it. */
  push(length: number): Float32Array {
    const oldest = this.#newestFirst.length === this.#capacity ? this.#newestFirst.pop() : undefined;
    const buffer = oldest?.length === length ? oldest : new Float32Array(length);
    this.#newestFirst.unshift(buffer);
    return buffer;
  }

  /** The output of `age` steps ago: 0 is the newest. */
  at(age: number): Float32Array {
    const output = this.#newestFirst[age];
    if (output === undefined) throw new RangeError(`There is no output of ${age} steps ago; ${this.count} are held.`);
    return output;
  }

  /** Forget everything; the buffers too. */
  clear(): void {
    this.#newestFirst.length = 0;
  }
}
