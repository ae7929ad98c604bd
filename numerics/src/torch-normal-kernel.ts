/*
 * The float32 Box-Muller kernel of torch's CPU `randn` on x86 with AVX2, in scalar form: Cephes polynomials as in
 * avx_mathfun.h, with a fused multiply-add where the compiler contracts. The double product of two float32 numbers is
 * exact, so that one `fround` after the sum is the fused operation.
 */
const f32 = Math.fround;
const fma = (a: number, b: number, c: number): number => f32(a * b + c);
const coefficients = (values: readonly number[]): Float32Array => Float32Array.from(values);

const LOG_COEFFICIENTS = coefficients([
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
]);
const COSINE_COEFFICIENTS = coefficients([2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]);
const SINE_COEFFICIENTS = coefficients([-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]);
const LOG_OF_2_LOW = f32(-2.1219444e-4);
const LOG_OF_2_HIGH = f32(0.693359375);
const SQUARE_ROOT_OF_HALF = f32(Math.SQRT1_2);
const FOUR_OVER_PI = f32(1.27323954473516);
/** π/4 as a sum of three float32 numbers with few digits, negated (Cody-Waite reduction). */
const MINUS_QUARTER_PI = coefficients([-0.78515625, -(4058 / 2 ** 24), -3.774894977445941e-8]);
const TWO_PI = f32(2 * Math.PI);

const bits = new DataView(new ArrayBuffer(4));

function horner(terms: Float32Array, x: number): number {
  let sum = terms[0]!;
  for (let index = 1; index < terms.length; index += 1) sum = fma(sum, x, terms[index]!);
  return sum;
}

/** Natural logarithm of a normal positive float32. */
function logFloat32(x: number): number {
  bits.setFloat32(0, x);
  const pattern = bits.getUint32(0);
  let exponent = (pattern >>> 23) - 126;
  bits.setUint32(0, (pattern & 0x007fffff) | 0x3f000000);
  let mantissa = bits.getFloat32(0);
  if (mantissa < SQUARE_ROOT_OF_HALF) {
    exponent -= 1;
    mantissa = f32(f32(mantissa - 1) + mantissa);
  } else {
    mantissa = f32(mantissa - 1);
  }
  const square = f32(mantissa * mantissa);
  let y = f32(horner(LOG_COEFFICIENTS, mantissa) * mantissa);
  y = fma(y, square, f32(exponent * LOG_OF_2_LOW));
  y = fma(-square, 0.5, y);
  return fma(exponent, LOG_OF_2_HIGH, f32(mantissa + y));
}

/**
 * Turn 16 uniform float32 numbers in [0, 1), at `offset` of `values`, into 16 standard-normal ones, in place: elements
 * j and j + 8 are a Box-Muller pair.
 */
export function normalizeBlockOf16(values: Float32Array, offset: number): void {
  for (let index = offset; index < offset + 8; index += 1) {
    const radius = f32(Math.sqrt(f32(-2 * logFloat32(f32(1 - values[index]!)))));
    const angle = f32(TWO_PI * values[index + 8]!);
    const octant = (Math.trunc(f32(angle * FOUR_OVER_PI)) + 1) & ~1;
    let x = angle;
    for (const part of MINUS_QUARTER_PI) x = fma(octant, part, x);
    const square = f32(x * x);
    let cosine = f32(horner(COSINE_COEFFICIENTS, square) * square);
    cosine = f32(fma(cosine, square, -f32(square * 0.5)) + 1);
    let sine = f32(horner(SINE_COEFFICIENTS, square) * square);
    sine = fma(sine, x, x);
    if ((octant & 2) !== 0) [sine, cosine] = [cosine, sine];
    if ((octant & 4) !== 0) sine = -sine;
    if ((~(octant - 2) & 4) !== 0) cosine = -cosine;
    values[index] = radius * cosine;
    values[index + 8] = radius * sine;
  }
}
