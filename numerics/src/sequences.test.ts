import { describe, expect, it } from 'vitest';
import { betaQuantile } from './beta-distribution.ts';
import { roundHalfToEven, roundToBfloat16, roundToFloat16 } from './rounding.ts';
import {
  arange,
  cumulativeProductFloat32,
  interpolateTable,
  linspace,
  linspaceFloat32,
  linspaceWithoutEnd,
  quantileInPlace,
  roundEach,
} from './sequences.ts';

// Expected numbers: numpy 2.4, torch 2.15, scipy 1.17.
describe('sequences', () => {
  it('spaces float32 numbers as torch.linspace', () => {
    const values = linspaceFloat32(Math.sqrt(0.00085), Math.sqrt(0.012), 1000);
    expect([0, 1, 499, 500, 998, 999].map((index) => values[index])).toEqual([
      0.029154758900403976, 0.029235228896141052, 0.06930939853191376, 0.06938986480236053, 0.10946403443813324,
      0.10954450815916061,
    ]);
    expect(Array.from(linspaceFloat32(3, 9, 1))).toEqual([3]);
  });

  it('multiplies up as torch.cumprod', () => {
    const products = cumulativeProductFloat32(linspaceFloat32(0.0001, 0.02, 1000).map((beta) => 1 - beta));
    expect([0, 1, 500, 999].map((index) => products[index])).toEqual([
      0.9998999834060669, 0.9997800588607788, 0.07779665291309357, 4.035830352222547e-5,
    ]);
  });

  it('counts as numpy.arange, with its rounding', () => {
    const values = arange(1000, 0, -1000 / 48);
    expect(values).toHaveLength(48);
    expect(values[3]).toBe(937.4999999999999);
    expect(arange(0, 0, 1)).toHaveLength(0);
  });

  it('spaces as numpy.linspace', () => {
    expect(Array.from(roundEach(linspace(0, 999, 7)))).toEqual([0, 166, 333, 500, 666, 832, 999]);
    expect(Array.from(linspace(5, 9, 1))).toEqual([5]);
    expect(Array.from(linspaceWithoutEnd(0, 8, 4))).toEqual([0, 2, 4, 6]);
  });

  it('interpolates a table and stops at its ends', () => {
    expect(interpolateTable(1.25, [10, 20, 40])).toBe(25);
    expect(interpolateTable(-1, [10, 20, 40])).toBe(10);
    expect(interpolateTable(7, [10, 20, 40])).toBe(40);
  });

  it('finds quantiles as torch.quantile', () => {
    expect(quantileInPlace(Float32Array.of(3, 1, 2, 10), 0.87)).toBeCloseTo(7.269999980926514, 5);
    expect(quantileInPlace(Float32Array.of(3, 1, 2, 10), 0)).toBe(1);
    expect(quantileInPlace(Float32Array.of(3, 1, 2, 10), 1)).toBe(10);
  });

  it('finds quantiles of the beta distribution as scipy.stats.beta.ppf', () => {
    const cases = [
      [1e-6, 0.6, 0.6, 1.8558824624053043e-10],
      [0.1, 0.6, 0.6, 0.03958440558878085],
      [0.9, 0.6, 0.6, 0.9604155944112192],
      [0.01, 2, 5, 0.026763191142755053],
      [0.999, 2, 5, 0.818613866919134],
    ] as const;
    for (const [probability, alpha, beta, expected] of cases) {
      expect(Math.abs(betaQuantile(probability, alpha, beta) / expected - 1)).toBeLessThan(1e-13);
    }
    expect([betaQuantile(0, 2, 5), betaQuantile(1, 2, 5)]).toEqual([0, 1]);
  });
});

describe('rounding', () => {
  it('rounds halves to even', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4, -2.6].map(roundHalfToEven)).toEqual([0, 2, 2, -0, -2, 2, -3]);
  });

  it('rounds to float16 as the platform does', () => {
    const values = [
      0,
      -0,
      0.1,
      1 / 3,
      65504,
      65519,
      65520,
      -65520,
      1e-8,
      6e-8,
      2 ** -25,
      1.5 * 2 ** -24,
      2049,
      -(2 ** -25),
      -2.7,
    ];
    for (const value of values) expect(roundToFloat16(value)).toBe(Math.f16round(value));
    expect(roundToFloat16(Number.NaN)).toBeNaN();
  });

  it('rounds to bfloat16 as torch does', () => {
    expect([0.1, 1 / 3, 65504, -2.7].map((value) => roundToBfloat16(Math.fround(value)))).toEqual([
      0.10009765625, 0.333984375, 65536, -2.703125,
    ]);
  });
});
