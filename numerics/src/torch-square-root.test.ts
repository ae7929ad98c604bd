import { expect, it } from 'vitest';
import { torchSquareRoot } from './torch-square-root.ts';

// torch 2.15 on an AMD EPYC. All numbers from 1 to 4, and more: workbench/reference-numbers/square-root-cases.json.
it('is torch.sqrt on float32, where that is the nearest float32 and where it is not', () => {
  // The first four aren't the nearest.
  const cases = [
    [16.025489807128906, 4.003185272216797],
    [3.1947782039642334, 1.7873941659927368],
    [19.469205856323242, 4.412392616271973],
    [14.139302253723145, 3.7602264881134033],
    [3.000000085396614e-38, 1.73205080371886e-19],
    [1.3000000294255736e38, 1.1401754160618537e19],
    [1.7129833698272705, 1.3088098764419556],
    [4.736210346221924, 2.176283597946167],
  ] as const;
  for (const [x, expected] of cases) expect(torchSquareRoot(x)).toBe(expected);
});

it('has exact roots of powers of 4, and the nearest of other powers of 2', () => {
  for (let exponent = -148; exponent < 128; exponent += 1) {
    expect(torchSquareRoot(2 ** exponent)).toBe(Math.fround(Math.sqrt(2 ** exponent)));
  }
});

it('has the roots that IEEE 754 gives to what is no normal number above 0', () => {
  const roots = [0, -0, Infinity, -Infinity, Number.NaN, -1, 2 ** -149].map(torchSquareRoot);
  expect(roots).toEqual([0, -0, Infinity, Number.NaN, Number.NaN, Number.NaN, Math.fround(2 ** -74.5)]);
});
