import { RECIPROCAL_ROOT_BASES, RECIPROCAL_ROOT_DROPS } from './reciprocal-root-table.ts';

const f32 = Math.fround;
const SMALLEST_NORMAL = 2 ** -126;
const KERNEL_LIMIT = 2 ** 128 * (1 - 2 ** -12);

const floatView = new Float32Array(1);
const bitsView = new Uint32Array(floatView.buffer);

/**
 * The square root of a float32, bit for bit as `torch.sqrt` and `** 0.5` of float32 tensors on x86 processors of AMD.
 *
 * With the processor's estimate r of 1/√x: g = x r, h = r/2, e = ½ − g h, g ← g + g e, h ← h + h e,
 * √x ≈ g + (x − g g) h, every product and sum rounded to float32. For 17 % of numbers that isn't the nearest float32,
 * but a neighbour of it. Subnormal numbers, 0, negative ones, NaN, and numbers from 2^128 (1 − 2^-12) have the nearest,
 * as in IEEE 754.
 *
 * torch on processors of Intel has the nearest float32 (without AVX-512) or nearly always that, and NumPy has it
 * everywhere: `Math.fround(Math.sqrt(x))`. Sources: the steps are those of MKL's kernel for processors that aren't
 * Intel's (R. Goldschmidt's coupled form of Newton's method); the estimate is the instruction `rsqrtps`.
 */
export function torchSquareRoot(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x < KERNEL_LIMIT)) return f32(Math.sqrt(x));
  const estimate = estimateReciprocalRoot(x);
  const half = estimate / 2;
  const root = f32(x * estimate);
  const error = f32(0.5 - f32(root * half));
  const betterRoot = f32(root + f32(root * error));
  const betterHalf = f32(half + f32(half * error));
  return f32(betterRoot + f32(f32(x - f32(betterRoot * betterRoot)) * betterHalf));
}

/**
 * 1/√x of a positive, normal float32 as AMD's `rsqrtps` estimates it, in steps of 2^-13 for x in [1, 4): a base by
 * the first 9 bits (the last of the exponent, 8 of the fraction), less a drop by the first 5 of these and the next 4
 * of the fraction. Source of the two tables' form: D. Das Sarma, D. Matula, "Faithful bipartite ROM reciprocal tables".
 */
function estimateReciprocalRoot(x: number): number {
  floatView[0] = x;
  const pattern = bitsView[0]!;
  const base = RECIPROCAL_ROOT_BASES[(pattern >>> 15) & 0x1ff]!;
  const drop = RECIPROCAL_ROOT_DROPS[((pattern >>> 15) & 0x1f0) | ((pattern >>> 11) & 0xf)]!;
  const exponent = (pattern >>> 23) - 127;
  return (base - drop) * 2 ** (-13 - (exponent >> 1));
}
