const f32 = Math.fround;
const fma = (a: number, b: number, c: number): number => f32(a * b + c);

const NUMERATOR = Float32Array.of(
  0.025899791179079226,
  0.3808837741388408,
  1.4800006335765066,
  2.112677543073053,
  0.9999999999999999,
  0,
);
const DENOMINATOR = Float32Array.of(
  0.005875095403124574,
  0.15464763749839067,
  0.9864942958519419,
  2.453006071784736,
  2.6126775430731093,
  1,
);
const LOG_OF_2 = f32(Math.LN2);
const SQUARE_ROOT_OF_2 = f32(Math.SQRT2);

const bits = new DataView(new ArrayBuffer(4));

/**
 * The natural logarithm of a positive, normal float32, bit for bit as `numpy.log` on float32 with AVX2 or AVX-512.
 *
 * NumPy's vector code isn't always the nearest float32, and where a logarithm is interpolated and truncated to an
 * integer timestep, its last bit decides. Source: numpy `loops_exponent_log.dispatch.c.src`: a rational function of
 * m − 1 for the mantissa m in [√½, √2].
 */
export function numpyLogFloat32(x: number): number {
  bits.setFloat32(0, x);
  const pattern = bits.getUint32(0);
  let exponent = (pattern >>> 23) - 127;
  bits.setUint32(0, (pattern & 0x007fffff) | 0x3f800000);
  let mantissa = bits.getFloat32(0);
  if (mantissa > SQUARE_ROOT_OF_2) {
    exponent += 1;
    mantissa /= 2;
  }
  const y = f32(mantissa - 1);
  return fma(exponent, LOG_OF_2, f32(horner(NUMERATOR, y) / horner(DENOMINATOR, y)));
}

function horner(coefficients: Float32Array, x: number): number {
  let sum = coefficients[0]!;
  for (let index = 1; index < coefficients.length; index += 1) sum = fma(sum, x, coefficients[index]!);
  return sum;
}
