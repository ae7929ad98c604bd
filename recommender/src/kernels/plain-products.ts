import type { CompressedRows } from '../interactions/compressed-rows.ts';

/** A matrix by rows. */
export interface DenseMatrix {
  readonly rowCount: number;
  readonly width: number;
  readonly values: Float64Array | Float32Array;
}

/** a × b: the plain version of `multiplyRows`. */
export function multiplyPlainly(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  const values = new Float64Array(a.rowCount * b.width);
  for (let row = 0; row < a.rowCount; row += 1) {
    for (let depth = 0; depth < a.width; depth += 1) {
      const value = a.values[row * a.width + depth]!;
      for (let k = 0; k < b.width; k += 1) values[row * b.width + k]! += value * b.values[depth * b.width + k]!;
    }
  }
  return { rowCount: a.rowCount, width: b.width, values };
}

/** y'y: the plain version of `computeGram`. */
export function computeGramPlainly({ rowCount, width, values }: DenseMatrix): DenseMatrix {
  const gram = new Float64Array(width * width);
  for (let row = 0; row < rowCount; row += 1) {
    for (let a = 0; a < width; a += 1) {
      for (let b = 0; b < width; b += 1) gram[a * width + b]! += values[row * width + a]! * values[row * width + b]!;
    }
  }
  return { rowCount: width, width, values: gram };
}

/** What is taken from each rating: its row's shift and its column's. */
export interface Shifts {
  readonly rows: ArrayLike<number>;
  readonly columns: ArrayLike<number>;
}

/** (ratings − shifts, where there is a rating) × dense: the plain version of `multiplySparseRows`. */
export function multiplySparsePlainly(matrix: CompressedRows, shifts: Shifts, dense: DenseMatrix): DenseMatrix {
  const { width } = dense;
  const values = new Float64Array(matrix.rowCount * width);
  for (let row = 0; row < matrix.rowCount; row += 1) {
    for (let entry = matrix.offsets[row]!; entry < matrix.offsets[row + 1]!; entry += 1) {
      const column = matrix.columns[entry]!;
      const value = matrix.codes[entry]! / 2 - shifts.rows[row]! - shifts.columns[column]!;
      for (let k = 0; k < width; k += 1) values[row * width + k]! += value * dense.values[column * width + k]!;
    }
  }
  return { rowCount: matrix.rowCount, width, values };
}

/** For each pair of columns, how many rows hold both: the plain version of `countCoOccurrences`. */
export function countCoOccurrencesPlainly({ rowCount, columnCount, offsets, columns }: CompressedRows): DenseMatrix {
  const values = new Float64Array(columnCount * columnCount);
  for (let row = 0; row < rowCount; row += 1) {
    const held = columns.subarray(offsets[row]!, offsets[row + 1]!);
    for (const a of held) for (const b of held) values[a * columnCount + b]! += 1;
  }
  return { rowCount: columnCount, width: columnCount, values };
}
