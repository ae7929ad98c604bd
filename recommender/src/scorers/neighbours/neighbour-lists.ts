/** For every row, the rows most like it: best first, ties by the smaller number; only positive similarities. */
export interface NeighbourLists {
  /** rowCount + 1 positions. */
  readonly offsets: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly similarities: Float32Array | Float64Array;
}

/** Collects lists row by row, in order. */
export class NeighbourListsBuilder {
  readonly #offsets: Uint32Array;
  readonly #chunks: { keys: Uint32Array; scores: Float64Array }[] = [];
  #rows = 0;
  #count = 0;

  constructor(rowCount: number) {
    this.#offsets = new Uint32Array(rowCount + 1);
  }

  /** The list of the next row. */
  add(list: { keys: Uint32Array; scores: Float64Array }): void {
    this.#chunks.push(list);
    this.#count += list.keys.length;
    this.#rows += 1;
    this.#offsets[this.#rows] = this.#count;
  }

  /** @param precision `half` keeps what a model file keeps; `double` is for comparisons with other libraries */
  build(precision: 'half' | 'double'): NeighbourLists {
    const neighbours = new Uint32Array(this.#count);
    const similarities = precision === 'double' ? new Float64Array(this.#count) : new Float32Array(this.#count);
    let position = 0;
    for (const { keys, scores } of this.#chunks) {
      neighbours.set(keys, position);
      similarities.set(precision === 'double' ? scores : scores.map(Math.f16round), position);
      position += keys.length;
    }
    return { offsets: this.#offsets, neighbours, similarities };
  }
}
