/*
 * The float32 Box-Muller kernel of torch's CPU `randn` on x86 with AVX2, in scalar form: Cephes polynomials as in
 * avx_mathfun.h, with a fused multiply-add where the compiler contracts. The double product of two float32 numbers is
 * exact, so that one `fround` after the sum is the fused operation.
 */
const f32 = Math.fround;
const fma = (a: number, b: number, c: number): number => f32(a * b + c);

const LOG_0 = f32(7.0376836292e-2);
const LOG_1 = f32(-1.151461031e-1);
const LOG_2 = f32(1.167699874e-1);
const LOG_3 = f32(-1.2420140846e-1);
const LOG_4 = f32(1.4249322787e-1);
const LOG_5 = f32(-1.6668057665e-1);
const LOG_6 = f32(2.0000714765e-1);
const LOG_7 = f32(-2.4999993993e-1);
const LOG_8 = f32(3.3333331174e-1);
const COSINE_0 = f32(2.443315711809948e-5);
const COSINE_1 = f32(-1.388731625493765e-3);
const COSINE_2 = f32(4.166664568298827e-2);
const SINE_0 = f32(-1.9515295891e-4);
const SINE_1 = f32(8.3321608736e-3);
const SINE_2 = f32(-1.6666654611e-1);
const LOG_OF_2_LOW = f32(-2.1219444e-4);
const LOG_OF_2_HIGH = f32(0.693359375);
const SQUARE_ROOT_OF_HALF = f32(Math.SQRT1_2);
const FOUR_OVER_PI = f32(1.27323954473516);
/** π/4 as a sum of three float32 numbers with few digits, negated (Cody-Waite reduction). */
const MINUS_QUARTER_PI_HIGH = -0.78515625;
const MINUS_QUARTER_PI_MIDDLE = -(4058 / 2 ** 24);
const MINUS_QUARTER_PI_LOW = f32(-3.774894977445941e-8);
const TWO_PI = f32(2 * Math.PI);

const floatView = new Float32Array(1);
const bitsView = new Uint32Array(floatView.buffer);

/**
 * Turn 16 uniform float32 numbers in [0, 1), at `offset` of `values`, into 16 standard-normal ones, in place: elements
 * j and j + 8 are a Box-Muller pair.
 */
export function normalizeBlockOf16(values: Float32Array, offset: number): void {
  toRadii(values, offset);
  turnByAngles(values, offset);
}

/** Overwrite the first half of a block with √(−2 ln(1 − u)). */
function toRadii(values: Float32Array, offset: number): void {
  for (let index = offset; index < offset + 8; index += 1) {
    floatView[0] = 1 - values[index]!;
    const pattern = bitsView[0]!;
    let exponent = (pattern >>> 23) - 126;
    bitsView[0] = (pattern & 0x007fffff) | 0x3f000000;
    let mantissa = floatView[0]!;
    if (mantissa < SQUARE_ROOT_OF_HALF) {
      exponent -= 1;
      mantissa = f32(f32(mantissa - 1) + mantissa);
    } else {
      mantissa = f32(mantissa - 1);
    }
    const square = f32(mantissa * mantissa);
    let y = fma(LOG_0, mantissa, LOG_1);
    y = fma(y, mantissa, LOG_2);
    y = fma(y, mantissa, LOG_3);
    y = fma(y, mantissa, LOG_4);
    y = fma(y, mantissa, LOG_5);
    y = fma(y, mantissa, LOG_6);
    y = fma(y, mantissa, LOG_7);
    y = f32(fma(y, mantissa, LOG_8) * mantissa);
    y = fma(y, square, f32(exponent * LOG_OF_2_LOW));
    y = fma(-square, 0.5, y);
    const logarithm = fma(exponent, LOG_OF_2_HIGH, f32(mantissa + y));
    values[index] = Math.sqrt(f32(-2 * logarithm));
  }
}

/** Multiply the radii in the first half of a block by the cosine and the sine of 2π times the second half. */
function turnByAngles(values: Float32Array, offset: number): void {
  for (let index = offset; index < offset + 8; index += 1) {
    const radius = values[index]!;
    const angle = f32(TWO_PI * values[index + 8]!);
    const octant = (Math.trunc(f32(angle * FOUR_OVER_PI)) + 1) & ~1;
    let x = fma(octant, MINUS_QUARTER_PI_HIGH, angle);
    x = fma(octant, MINUS_QUARTER_PI_MIDDLE, x);
    x = fma(octant, MINUS_QUARTER_PI_LOW, x);
    const square = f32(x * x);
    const even = f32(fma(fma(COSINE_0, square, COSINE_1), square, COSINE_2) * square);
    const cosine = f32(fma(even, square, -f32(square * 0.5)) + 1);
    const odd = f32(fma(fma(SINE_0, square, SINE_1), square, SINE_2) * square);
    const sine = fma(odd, x, x);
    const swapped = (octant & 2) !== 0;
    const cosineSign = (~(octant - 2) & 4) !== 0 ? -1 : 1;
    const sineSign = (octant & 4) !== 0 ? -1 : 1;
    values[index] = radius * (cosineSign * (swapped ? sine : cosine));
    values[index + 8] = radius * (sineSign * (swapped ? cosine : sine));
  }
}
