/** How factors are kept: half precision is rounded to 11 bits and takes half the memory. */
export type FactorPrecision = 'half' | 'single';

/** Vectors of users or items by rows. */
export interface FactorTable {
  readonly rowCount: number;
  readonly width: number;
  readonly values: Float16Array | Float32Array;
}

/** A table with every number rounded to the precision; what lies beyond half precision's range becomes its largest number. */
export function createFactorTable(
  values: Float32Array,
  width: number,
  precision: FactorPrecision,
  rowCount: number,
): FactorTable {
  if (precision === 'single') return { rowCount, width, values: values.slice() };
  const halves = new Float16Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    halves[index] = Math.min(LARGEST_HALF, Math.max(-LARGEST_HALF, values[index]!));
  }
  return { rowCount, width, values: halves };
}

const LARGEST_HALF = 65_504;

/** One row, widened. */
export function readFactors({ values, width }: FactorTable, row: number): Float64Array {
  return new Float64Array(values.subarray(row * width, (row + 1) * width));
}

/** Write one row, widened, to where it begins in `target`. */
export function copyFactors({ values, width }: FactorTable, row: number, target: Float64Array, start: number): void {
  target.set(values.subarray(row * width, (row + 1) * width), start);
}

/** A row times a vector. */
export function computeRowDot({ values, width }: FactorTable, row: number, vector: ArrayLike<number>): number {
  const from = row * width;
  let sum = 0;
  for (let k = 0; k < width; k += 1) sum += values[from + k]! * vector[k]!;
  return sum;
}

/** x·y. */
export function computeDot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < x.length; index += 1) sum += x[index]! * y[index]!;
  return sum;
}
