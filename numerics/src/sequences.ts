import { roundHalfToEven } from './rounding.ts';

/**
 * `count` evenly spaced float32 numbers from `start` to `end`, both included, bit for bit as `torch.linspace` in
 * float32: the second half is counted down from the end, and each element is rounded once.
 */
export function linspaceFloat32(start: number, end: number, count: number): Float32Array {
  const first = Math.fround(start);
  const last = Math.fround(end);
  if (count === 1) return Float32Array.of(first);
  const step = Math.fround(Math.fround(last - first) / (count - 1));
  const half = Math.floor(count / 2);
  return new Float32Array(count).map((_, index) =>
    index < half ? first + step * index : last - step * (count - 1 - index),
  );
}

/** `count` evenly spaced numbers from `start` to `end`, as `numpy.linspace` in float64; the end is met exactly. */
export function linspace(start: number, end: number, count: number): Float64Array {
  const step = count > 1 ? (end - start) / (count - 1) : 0;
  const values = new Float64Array(count).map((_, index) => index * step + start);
  if (count > 1) values[count - 1] = end;
  return values;
}

/** `count` evenly spaced numbers from `start` towards `end`, which is left out: `numpy.linspace(…, endpoint=False)`. */
export function linspaceWithoutEnd(start: number, end: number, count: number): Float64Array {
  const step = (end - start) / count;
  return new Float64Array(count).map((_, index) => index * step + start);
}

/** start, start + step, … up to but not including `end`, as `numpy.arange` in float64. */
export function arange(start: number, end: number, step: number): Float64Array {
  const count = Math.max(0, Math.ceil((end - start) / step));
  // NumPy takes the difference of the first two values for the step, and that difference is rounded.
  const difference = start + step - start;
  return new Float64Array(count).map((_, index) => start + index * difference);
}

/**
 * The running product of float32 numbers, bit for bit as `torch.cumprod` on the CPU: accumulated in double precision,
 * each element rounded once to float32.
 */
export function cumulativeProductFloat32(values: Float32Array): Float32Array {
  let product = 1;
  return values.map((value) => {
    product *= value;
    return product;
  });
}

/** Every element rounded to an integer, halves to the even neighbour, as `numpy.round`. */
export function roundEach(values: Float64Array): Float64Array {
  return values.map(roundHalfToEven);
}

/**
 * Piecewise-linear interpolation into a table over 0, 1, …, n − 1, as `numpy.interp(x, arange(n), table)`; outside of
 * the table the first or last value.
 */
export function interpolateTable(position: number, table: ArrayLike<number>): number {
  const last = table.length - 1;
  if (position <= 0) return table[0]!;
  if (position >= last) return table[last]!;
  const below = Math.floor(position);
  const slope = table[below + 1]! - table[below]!;
  return slope * (position - below) + table[below]!;
}

/**
 * The quantile of numbers with linear interpolation between neighbours, as `torch.quantile` in float32. Sorts `values`
 * in place. @param ratio 0 to 1
 */
export function quantileInPlace(values: Float32Array, ratio: number): number {
  values.sort();
  const rank = Math.fround(Math.fround(ratio) * (values.length - 1));
  const below = Math.floor(rank);
  const low = values[below]!;
  const high = values[Math.ceil(rank)]!;
  const weight = Math.fround(rank - below);
  const span = Math.fround(high - low);
  // As torch.lerp: from the nearer end.
  return Math.fround(weight < 0.5 ? low + weight * span : high - span * (1 - weight));
}
