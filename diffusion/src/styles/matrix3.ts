/** Three numbers: a colour, or a row of a matrix. */
export type Vector3 = readonly [number, number, number];
/** Three rows. */
export type Matrix3 = readonly [Vector3, Vector3, Vector3];

/** matrix · vector. */
export function multiplyVector([a, b, c]: Matrix3, [x, y, z]: Vector3): Vector3 {
  return [a[0] * x + a[1] * y + a[2] * z, b[0] * x + b[1] * y + b[2] * z, c[0] * x + c[1] * y + c[2] * z];
}

/** a · b. */
export function multiplyMatrices(a: Matrix3, b: Matrix3): Matrix3 {
  return transpose([0, 1, 2].map((column) => multiplyVector(a, transpose(b)[column]!)) as unknown as Matrix3);
}

/** Rows for columns. */
function transpose([a, b, c]: Matrix3): Matrix3 {
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

/** The inverse, by cofactors; the matrix must have one. */
export function invertMatrix([a, b, c]: Matrix3): Matrix3 {
  const cross = (p: Vector3, q: Vector3): Vector3 => [
    p[1] * q[2] - p[2] * q[1],
    p[2] * q[0] - p[0] * q[2],
    p[0] * q[1] - p[1] * q[0],
  ];
  const columns = [cross(b, c), cross(c, a), cross(a, b)] as const;
  const determinant = a[0] * columns[0][0] + a[1] * columns[0][1] + a[2] * columns[0][2];
  return transpose(columns.map((column) => column.map((value) => value / determinant)) as unknown as Matrix3);
}

/** A symmetric matrix as Σ values_i · vectors_i · vectors_iᵀ, with vectors of length 1. */
export interface EigenDecomposition {
  readonly values: Vector3;
  /** One eigenvector per row. */
  readonly vectors: Matrix3;
}

const MOST_SWEEPS = 30;

/** Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations. */
export function decomposeSymmetric(matrix: Matrix3): EigenDecomposition {
  const work = matrix.map((row) => [...row]);
  const vectors = [0, 1, 2].map((row) => [0, 1, 2].map((column) => (row === column ? 1 : 0)));
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep += 1) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      rotate(work, vectors, p, q);
    }
  }
  return {
    values: [work[0]![0]!, work[1]![1]!, work[2]![2]!],
    vectors: vectors as unknown as Matrix3,
  };
}

/** Turn the axes p and q so that the matrix has 0 between them. */
function rotate(work: number[][], vectors: number[][], p: number, q: number): void {
  const between = work[p]![q]!;
  if (between === 0) return;
  const theta = (work[q]![q]! - work[p]![p]!) / (2 * between);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  const turn = (a: number, b: number) => [cosine * a - sine * b, sine * a + cosine * b] as const;
  for (let row = 0; row < 3; row += 1) {
    [work[row]![p], work[row]![q]] = turn(work[row]![p]!, work[row]![q]!);
  }
  for (let column = 0; column < 3; column += 1) {
    [work[p]![column], work[q]![column]] = turn(work[p]![column]!, work[q]![column]!);
    [vectors[p]![column], vectors[q]![column]] = turn(vectors[p]![column]!, vectors[q]![column]!);
  }
}

/** Σ f(value_i) · vector_i · vector_iᵀ: a function of a symmetric matrix. */
export function applyToEigenvalues({ values, vectors }: EigenDecomposition, f: (value: number) => number): Matrix3 {
  const entry = (row: number, column: number) =>
    vectors.reduce((sum, vector, index) => sum + f(values[index]!) * vector[row]! * vector[column]!, 0);
  return [0, 1, 2].map((row) => [0, 1, 2].map((column) => entry(row, column))) as unknown as Matrix3;
}
