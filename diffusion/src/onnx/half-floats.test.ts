import { roundToFloat16 } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { decodeHalves, encodeHalves } from './half-floats.ts';

const everyPattern = Uint16Array.from({ length: 2 ** 16 }, (_, pattern) => pattern);
const isNaNPattern = (pattern: number) => (pattern & 0x7fff) > 0x7c00;

describe('decodeHalves', () => {
  it('knows every pattern as the platform does', () => {
    const platform = Float32Array.from(new Float16Array(everyPattern.buffer));
    expect(decodeHalves(everyPattern, new Float32Array(2 ** 16))).toEqual(platform);
  });
});

describe('encodeHalves', () => {
  it('gives every half back, and one pattern for all that are not numbers', () => {
    const floats = decodeHalves(everyPattern, new Float32Array(2 ** 16));
    const expected = everyPattern.map((pattern) => (isNaNPattern(pattern) ? 0x7e00 : pattern));
    expect(encodeHalves(floats, new Uint16Array(2 ** 16))).toEqual(expected);
  });

  it('rounds what lies between two halves to the nearer one, ties to the even one', () => {
    const positive = decodeHalves(everyPattern.subarray(0, 0x7c00), new Float32Array(0x7c00));
    const between = Array.from(positive.subarray(1), (upper, index) => {
      const lower = positive[index]!;
      return [lower + (upper - lower) * 0.49, (lower + upper) / 2, lower + (upper - lower) * 0.51];
    }).flat();
    const values = Float32Array.from([...between, 65519.99, 65520, 1e30, 2 ** -25, 2 ** -26, 0, -0]);
    const signed = Float32Array.from([...values, ...values.map((value) => -value)]);
    const expected = Float32Array.from(signed, roundToFloat16);
    const encoded = encodeHalves(signed, new Uint16Array(signed.length));
    expect(decodeHalves(encoded, new Float32Array(signed.length))).toEqual(expected);
  });
});
