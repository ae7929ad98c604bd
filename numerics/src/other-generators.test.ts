import { describe, expect, it } from 'vitest';
import { NumpyRandomState } from './numpy-random-state.ts';
import { PhiloxGenerator } from './philox-generator.ts';

describe('NumpyRandomState', () => {
  it('draws what numpy.random.RandomState(0).randn draws', () => {
    const state = new NumpyRandomState(0);
    expect([...state.randn(3), ...state.randn(2)]).toEqual([
      1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458, 1.8675579901499675,
    ]);
  });

  it('draws what numpy.random.RandomState(3).rand draws', () => {
    expect(Array.from(new NumpyRandomState(3).rand(3))).toEqual([
      0.5507979025745755, 0.7081478226181048, 0.2909047389129443,
    ]);
  });

  it('takes the seeds that NumPy takes', () => {
    expect(() => new NumpyRandomState(-1)).toThrow(/0 to 2\^32/);
    expect(() => new NumpyRandomState(2 ** 32)).toThrow(/0 to 2\^32/);
  });
});

describe('PhiloxGenerator', () => {
  // Expected numbers: the docstring of AUTOMATIC1111's rng_philox.py.
  it('draws CUDA-like noise, one counter per call', () => {
    const generator = new PhiloxGenerator(0);
    const first = generator.randn(4);
    const expected = [-0.92466259, -0.42534415, -2.6438457, 0.14518388];
    for (const [index, value] of expected.entries()) expect(first[index]).toBeCloseTo(value, 6);
    expect(generator.randn(4)[0]).toBeCloseTo(0.18082589, 6);
  });

  it('counts all 64 bits of a seed', () => {
    expect(new PhiloxGenerator(1n).randn(4)).not.toEqual(new PhiloxGenerator(2n ** 32n + 1n).randn(4));
  });
});
