/** a × b + c, rounded once where the build has relaxed SIMD and the processor a fused instruction, else twice. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The sum of the four lanes, always in the same order. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function sumLanes(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3))
  );
}

/** The dot product of two vectors of `bytes` / 4 numbers; `bytes` is a multiple of 16. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) {
    sum0 = multiplyAdd(v128.load(a + at), v128.load(b + at), sum0);
    sum1 = multiplyAdd(v128.load(a + at, 16), v128.load(b + at, 16), sum1);
    sum2 = multiplyAdd(v128.load(a + at, 32), v128.load(b + at, 32), sum2);
    sum3 = multiplyAdd(v128.load(a + at, 48), v128.load(b + at, 48), sum3);
  }
  for (; at < bytes; at += 16) sum0 = multiplyAdd(v128.load(a + at), v128.load(b + at), sum0);
  return sumLanes(f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
}

/** The dot products of two vectors with the same third one, in lanes 0 and 1: the bits that `dot` gives. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function dotPair(a: usize, b: usize, other: usize, bytes: usize): v128 {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) {
    const other0 = v128.load(other + at);
    a0 = multiplyAdd(v128.load(a + at), other0, a0);
    b0 = multiplyAdd(v128.load(b + at), other0, b0);
    const other1 = v128.load(other + at, 16);
    a1 = multiplyAdd(v128.load(a + at, 16), other1, a1);
    b1 = multiplyAdd(v128.load(b + at, 16), other1, b1);
    const other2 = v128.load(other + at, 32);
    a2 = multiplyAdd(v128.load(a + at, 32), other2, a2);
    b2 = multiplyAdd(v128.load(b + at, 32), other2, b2);
    const other3 = v128.load(other + at, 48);
    a3 = multiplyAdd(v128.load(a + at, 48), other3, a3);
    b3 = multiplyAdd(v128.load(b + at, 48), other3, b3);
  }
  for (; at < bytes; at += 16) {
    const rest = v128.load(other + at);
    a0 = multiplyAdd(v128.load(a + at), rest, a0);
    b0 = multiplyAdd(v128.load(b + at), rest, b0);
  }
  const products = f32x4.splat(sumLanes(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3))));
  return f32x4.replace_lane(products, 1, sumLanes(f32x4.add(f32x4.add(b0, b1), f32x4.add(b2, b3))));
}

/** target += first × a, then second × b, for vectors of `bytes` / 4 numbers: the bits that `addScaled` gives twice. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function addScaledPair(target: usize, first: f32, a: usize, second: f32, b: usize, bytes: usize): void {
  const factorA = f32x4.splat(first);
  const factorB = f32x4.splat(second);
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32) {
    const left = multiplyAdd(factorA, v128.load(a + at), v128.load(target + at));
    const right = multiplyAdd(factorA, v128.load(a + at, 16), v128.load(target + at, 16));
    v128.store(target + at, multiplyAdd(factorB, v128.load(b + at), left));
    v128.store(target + at, multiplyAdd(factorB, v128.load(b + at, 16), right), 16);
  }
  for (; at < bytes; at += 16) {
    const sum = multiplyAdd(factorA, v128.load(a + at), v128.load(target + at));
    v128.store(target + at, multiplyAdd(factorB, v128.load(b + at), sum));
  }
}

/** target += scale × source, for vectors of `bytes` / 4 numbers. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function addScaled(target: usize, scale: f32, source: usize, bytes: usize): void {
  const factor = f32x4.splat(scale);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(target + at, multiplyAdd(factor, v128.load(source + at), v128.load(target + at)));
  }
}

/** The end of a block of rows: block × rowsPerBlock, plus rowsPerBlock, at most rowCount. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function endOfBlock(block: u32, rowsPerBlock: u32, rowCount: u32): u32 {
  return min((block + 1) * rowsPerBlock, rowCount);
}
