/** A film's place on the map. */
export interface MapPlace {
  readonly x: number;
  readonly y: number;
}

const ITERATIONS = 200;

/**
 * The two directions in which rows vary most (principal components, by power iteration on their covariance, the second kept
 * orthogonal to the first), and the rows' places along them. The entry of a direction that is largest in size is positive, the
 * earliest of equals; the largest coordinate of all is 1 in size, for both axes by the same factor. Deterministic.
 */
export function projectFactors(values: ArrayLike<number>, width: number, rows: Uint32Array): readonly MapPlace[] {
  const centred = centre(values, width, rows);
  const covariance = computeCovariance(centred, width);
  const first = findDirection(covariance, width, undefined);
  const second = findDirection(covariance, width, first);
  const places = Array.from(rows, (_, row) => {
    const own = centred.subarray(row * width, (row + 1) * width);
    return { x: dot(own, first), y: dot(own, second) };
  });
  const largest = places.reduce((most, { x, y }) => Math.max(most, Math.abs(x), Math.abs(y)), 0);
  return places.map(({ x, y }) => (largest === 0 ? { x: 0, y: 0 } : { x: x / largest, y: y / largest }));
}

function centre(values: ArrayLike<number>, width: number, rows: Uint32Array): Float64Array {
  const centred = new Float64Array(rows.length * width);
  const means = new Float64Array(width);
  rows.forEach((from, row) => {
    for (let k = 0; k < width; k += 1) {
      const value = values[from * width + k]!;
      centred[row * width + k] = value;
      means[k]! += value / rows.length;
    }
  });
  for (let at = 0; at < centred.length; at += 1) centred[at]! -= means[at % width]!;
  return centred;
}

function computeCovariance(centred: Float64Array, width: number): Float64Array {
  const covariance = new Float64Array(width * width);
  for (let from = 0; from < centred.length; from += width) {
    for (let a = 0; a < width; a += 1) {
      const value = centred[from + a]!;
      for (let b = 0; b < width; b += 1) covariance[a * width + b]! += value * centred[from + b]!;
    }
  }
  return covariance;
}

function findDirection(covariance: Float64Array, width: number, other: Float64Array | undefined): Float64Array {
  // A start that is at right angles to nothing in particular.
  let direction = Float64Array.from({ length: width }, (_, k) => 1 / (k + 1));
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    const next = new Float64Array(width);
    for (let a = 0; a < width; a += 1) next[a] = dot(covariance.subarray(a * width, (a + 1) * width), direction);
    if (other !== undefined) {
      const along = dot(next, other);
      for (let k = 0; k < width; k += 1) next[k]! -= along * other[k]!;
    }
    const length = Math.sqrt(dot(next, next));
    if (length < 1e-12) return new Float64Array(width);
    direction = next.map((value) => value / length);
  }
  const largest = direction.reduce((best, value, k) => (Math.abs(value) > Math.abs(direction[best]!) ? k : best), 0);
  return direction[largest]! < 0 ? direction.map((value) => -value) : direction;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k += 1) sum += x[k]! * y[k]!;
  return sum;
}
