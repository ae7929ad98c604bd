/*
 * Half precision (IEEE 754 binary16) as bits in a Uint16Array: the only form in which ONNX Runtime's Node binding takes
 * it, and one that needs no Float16Array, which Node has from version 24 on.
 */
const INFINITY_BITS = 0x7c00;
const NAN_BITS = 0x7e00;
/** float32 bits of infinity, of 65520 (where rounding reaches infinity) and of 2^−14 (the smallest normal half). */
const FLOAT32_INFINITY = 0x7f800000;
const FLOAT32_OVERFLOW = 0x477ff000;
const FLOAT32_SMALLEST_NORMAL = 0x38800000;
/** The difference of the exponents' biases, 112, in place. */
const BIAS_DIFFERENCE = 0x38000000;
/** float32 bits of 0.5, whose last place is 2^−24, the step of subnormal halves. */
const FLOAT32_HALF = 0x3f000000;

const floatView = new Float32Array(1);
const bitsView = new Uint32Array(floatView.buffer);
let decodingTable: Float32Array | undefined;

/** Write the nearest halves to float32 values, ties to even, into `into`; what is beyond 65519.99 becomes infinite. */
export function encodeHalves(values: ArrayLike<number>, into: Uint16Array): Uint16Array {
  for (let index = 0; index < into.length; index += 1) into[index] = encodeHalf(values[index]!);
  return into;
}

/** Write what halves stand for into `into`; exact. */
export function decodeHalves(bits: Uint16Array, into: Float32Array): Float32Array {
  decodingTable ??= Float32Array.from({ length: 2 ** 16 }, (_, pattern) => decodeHalf(pattern));
  for (let index = 0; index < into.length; index += 1) into[index] = decodingTable[bits[index]!]!;
  return into;
}

function encodeHalf(value: number): number {
  floatView[0] = value;
  const sign = (bitsView[0]! >>> 16) & 0x8000;
  const magnitude = bitsView[0]! & 0x7fffffff;
  if (magnitude > FLOAT32_INFINITY) return NAN_BITS;
  if (magnitude >= FLOAT32_OVERFLOW) return sign | INFINITY_BITS;
  if (magnitude < FLOAT32_SMALLEST_NORMAL) {
    bitsView[0] = magnitude;
    floatView[0]! += 0.5;
    return sign | (bitsView[0]! - FLOAT32_HALF);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - BIAS_DIFFERENCE) >>> 13);
}

function decodeHalf(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >>> 10) & 0x1f;
  const fraction = pattern & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
