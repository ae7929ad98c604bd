/** Eigenvalues, largest first, and eigenvectors: vector k is column k of `vectors` (size × size, by rows). */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to tridiagonal form, then implicit QL steps.
 * About 9 size³ operations. After Golub and Van Loan, Matrix Computations, 8.3.
 */
export function computeSymmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const work = matrix.slice();
  const basis = new Float64Array(size * size);
  for (let k = 0; k < size; k += 1) basis[k * (size + 1)] = 1;
  for (let k = 0; k < size - 2; k += 1) reflect(work, basis, size, k);
  const diagonal = Float64Array.from({ length: size }, (_, k) => work[k * (size + 1)]!);
  const beside = Float64Array.from({ length: size }, (_, k) => (k + 1 < size ? work[k * size + k + 1]! : 0));
  // Rows of the transposed basis are turned: neighbours in memory.
  diagonalize(diagonal, beside, basis, size);
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b]! - diagonal[a]!);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    for (let row = 0; row < size; row += 1) vectors[row * size + to] = basis[from * size + row]!;
  });
  return { values: Float64Array.from(order, (from) => diagonal[from]!), vectors };
}

/** Make row and column k zero beyond the neighbour of the diagonal, by H = 1 − 2vv'; basis = H × basis (kept transposed). */
function reflect(work: Float64Array, basis: Float64Array, size: number, k: number): void {
  const v = new Float64Array(size);
  let square = 0;
  for (let row = k + 1; row < size; row += 1) {
    v[row] = work[row * size + k]!;
    square += v[row]! ** 2;
  }
  const first = v[k + 1]!;
  if (square === 0 || square === first * first) return;
  const length = Math.sqrt(square);
  const target = first > 0 ? -length : length;
  v[k + 1] = first - target;
  const scale = 2 / (square - first * first + v[k + 1]! ** 2);
  // work = H work H = work − v w' − w v', w = scale (work v − (scale/2) (v'work v) v).
  const w = new Float64Array(size);
  for (let row = k; row < size; row += 1) {
    let sum = 0;
    for (let column = k + 1; column < size; column += 1) sum += work[row * size + column]! * v[column]!;
    w[row] = scale * sum;
  }
  let along = 0;
  for (let row = k + 1; row < size; row += 1) along += v[row]! * w[row]!;
  for (let row = k + 1; row < size; row += 1) w[row]! -= (scale / 2) * along * v[row]!;
  for (let row = k; row < size; row += 1) {
    for (let column = k; column < size; column += 1) {
      work[row * size + column]! -= v[row]! * w[column]! + w[row]! * v[column]!;
    }
  }
  // The basis holds eigenvectors in rows at the end: it is (H_last … H_1)' transposed, so that rows k + 1 … mix.
  const mix = new Float64Array(size);
  for (let row = k + 1; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) mix[column]! += v[row]! * basis[row * size + column]!;
  }
  for (let row = k + 1; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) basis[row * size + column]! -= scale * v[row]! * mix[column]!;
  }
}

const MOST_STEPS = 60;

/** Implicit QL with Wilkinson's shift on a tridiagonal matrix; `rows` of the basis turn along. */
function diagonalize(diagonal: Float64Array, beside: Float64Array, basis: Float64Array, size: number): void {
  for (let low = 0; low < size; low += 1) {
    for (let step = 0; step < MOST_STEPS; step += 1) {
      let high = low;
      while (high < size - 1) {
        const scale = Math.abs(diagonal[high]!) + Math.abs(diagonal[high + 1]!);
        if (Math.abs(beside[high]!) <= Number.EPSILON * scale) break;
        high += 1;
      }
      if (high === low) break;
      sweep(diagonal, beside, { basis, size, low, high });
    }
  }
}

interface Sweep {
  readonly basis: Float64Array;
  readonly size: number;
  readonly low: number;
  readonly high: number;
}

function sweep(diagonal: Float64Array, beside: Float64Array, { basis, size, low, high }: Sweep): void {
  const half = (diagonal[low + 1]! - diagonal[low]!) / (2 * beside[low]!);
  const root = Math.hypot(half, 1);
  let chase = diagonal[high]! - diagonal[low]! + beside[low]! / (half + (half >= 0 ? root : -root));
  let sine = 1;
  let cosine = 1;
  let carried = 0;
  for (let k = high - 1; k >= low; k -= 1) {
    const f = sine * beside[k]!;
    const b = cosine * beside[k]!;
    const length = Math.hypot(f, chase);
    beside[k + 1] = length;
    if (length === 0) {
      diagonal[k + 1]! -= carried;
      beside[high] = 0;
      return;
    }
    sine = f / length;
    cosine = chase / length;
    const g = diagonal[k + 1]! - carried;
    const r = (diagonal[k]! - g) * sine + 2 * cosine * b;
    carried = sine * r;
    diagonal[k + 1] = g + carried;
    chase = cosine * r - b;
    for (let column = 0; column < size; column += 1) {
      const upper = basis[(k + 1) * size + column]!;
      const lower = basis[k * size + column]!;
      basis[(k + 1) * size + column] = sine * lower + cosine * upper;
      basis[k * size + column] = cosine * lower - sine * upper;
    }
  }
  diagonal[low]! -= carried;
  beside[low] = chase;
  beside[high] = 0;
}
