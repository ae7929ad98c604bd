// Normal equations of somebody who is folded in.

/** a × b + c in doubles, rounded once where the build has relaxed SIMD and the processor a fused instruction, else twice. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/**
 * The upper triangle of matrix (f64, width × width) += Σ xx' over rows x of `width` f64. The width is even and the number of
 * rows a multiple of four; below the diagonal, every second row has one number that means nothing.
 */
export function addOuterProducts(rows: usize, rowCount: u32, width: u32, matrix: usize): void {
  const bytes: usize = width << 3;
  for (let row: u32 = 0; row < rowCount; row += 4) {
    const first = rows + (<usize>row) * bytes;
    for (let a: usize = 0; a < bytes; a += 8) {
      const at = first + a;
      const factor0 = f64x2.splat(load<f64>(at));
      const factor1 = f64x2.splat(load<f64>(at + bytes));
      const factor2 = f64x2.splat(load<f64>(at + 2 * bytes));
      const factor3 = f64x2.splat(load<f64>(at + 3 * bytes));
      const target = matrix + (a >> 3) * bytes;
      for (let b: usize = a & ~15; b < bytes; b += 16) {
        const from = first + b;
        let sum = v128.load(target + b);
        sum = multiplyAdd(factor0, v128.load(from), sum);
        sum = multiplyAdd(factor1, v128.load(from + bytes), sum);
        sum = multiplyAdd(factor2, v128.load(from + 2 * bytes), sum);
        sum = multiplyAdd(factor3, v128.load(from + 3 * bytes), sum);
        v128.store(target + b, sum);
      }
    }
  }
}
