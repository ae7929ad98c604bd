/**
 * Moves rows of `width` numbers without a second table: afterwards row i holds what row `sources[i]` held before.
 *
 * @param sources every row's number exactly once
 */
export function gatherRows(values: Float32Array, width: number, sources: Uint32Array): void {
  const isDone = new Uint8Array(sources.length);
  for (let first = 0; first < sources.length; first += 1) {
    if (isDone[first] === 1) continue;
    const kept = values.slice(first * width, (first + 1) * width);
    let row = first;
    while (sources[row] !== first) {
      const source = sources[row]!;
      values.copyWithin(row * width, source * width, (source + 1) * width);
      isDone[row] = 1;
      row = source;
    }
    values.set(kept, row * width);
    isDone[row] = 1;
  }
}
