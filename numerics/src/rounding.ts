/** Element types that a tensor of real numbers can stand for. */
export type FloatType = 'float16' | 'bfloat16' | 'float32' | 'float64';

const bitsView = new DataView(new ArrayBuffer(4));
const FLOAT16_MAX_BEFORE_INFINITY = 65520;
const FLOAT16_SMALLEST_NORMAL = 2 ** -14;
const FLOAT16_SUBNORMAL_STEP = 2 ** -24;

/** The nearest float16 (IEEE 754 binary16) to a number, ties to even; beyond ±65519.99 it is ±Infinity. */
export function roundToFloat16(value: number): number {
  const magnitude = Math.abs(value);
  if (!(magnitude < FLOAT16_MAX_BEFORE_INFINITY)) return Number.isNaN(value) ? Number.NaN : Math.sign(value) * Infinity;
  if (magnitude < FLOAT16_SMALLEST_NORMAL)
    return roundHalfToEven(value / FLOAT16_SUBNORMAL_STEP) * FLOAT16_SUBNORMAL_STEP;
  const step = 2 ** (Math.floor(Math.log2(magnitude)) - 10);
  return roundHalfToEven(value / step) * step;
}

/** The nearest bfloat16 to a number that is a float32 already (8 exponent bits, 7 of fraction), ties to even. */
export function roundToBfloat16(value: number): number {
  if (!Number.isFinite(value)) return value;
  bitsView.setFloat32(0, value);
  const bits = bitsView.getUint32(0);
  const rounded = bits + 0x7fff + ((bits >>> 16) & 1);
  bitsView.setUint32(0, rounded & 0xffff0000);
  return bitsView.getFloat32(0);
}

/** Round to an integer with halves to the even neighbour, as `numpy.round` and Python's `round` do. */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const fraction = value - below;
  if (fraction !== 0.5) return Math.round(value);
  const even = below % 2 === 0 ? below : below + 1;
  return even === 0 && value < 0 ? -0 : even;
}

/** The function that rounds a float64 to an element type (through float32 where the type is narrower). */
export function rounderFor(type: FloatType): (value: number) => number {
  switch (type) {
    case 'float16':
      return (value) => roundToFloat16(Math.fround(value));
    case 'bfloat16':
      return (value) => roundToBfloat16(Math.fround(value));
    case 'float32':
      return Math.fround;
    case 'float64':
      return (value) => value;
  }
}
