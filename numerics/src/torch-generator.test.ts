import { describe, expect, it } from 'vitest';
import { RandomArgumentError } from './random-errors.ts';
import { TorchGenerator } from './torch-generator.ts';

// Expected numbers: torch 2.13 and 2.15 on x86 with AVX2. More of them: workbench/reference-numbers/random-cases.json.
describe('TorchGenerator', () => {
  it('draws small normals in double precision', () => {
    expect(Array.from(new TorchGenerator(0).randn(5))).toEqual([
      1.5409960746765137, -0.293428897857666, -2.1787893772125244, 0.5684312582015991, -1.0845223665237427,
    ]);
  });

  it('draws large normals with the vector kernel', () => {
    const values = new TorchGenerator(0).randn(16384);
    expect(Array.from(values.subarray(0, 5))).toEqual([
      -1.1258398294448853, -1.152360200881958, -0.2505785822868347, -0.4338788092136383, 0.8487103581428528,
    ]);
    expect(Array.from(values.subarray(-2))).toEqual([-1.3664697408676147, -1.0782079696655273]);
  });

  it('keeps the number that a small call leaves over, and large calls pass it by', () => {
    const split = new TorchGenerator(0);
    const together = new TorchGenerator(0);
    expect([...split.randn(5), ...split.randn(4)]).toEqual([...together.randn(9)]);
    const interrupted = new TorchGenerator(0);
    interrupted.randn(5);
    interrupted.randn(16);
    expect(interrupted.randn(1)).toEqual(new TorchGenerator(0).randn(6).subarray(5));
  });

  it('forgets the left-over number when it is seeded again', () => {
    const generator = new TorchGenerator(0);
    generator.randn(5);
    expect(generator.manualSeed(0).randn(5)).toEqual(new TorchGenerator(0).randn(5));
  });

  it('counts the low 32 bits of a seed', () => {
    expect(new TorchGenerator(2n ** 32n + 1n).randn(20)).toEqual(new TorchGenerator(1).randn(20));
    expect(new TorchGenerator(-1).randn(20)).toEqual(new TorchGenerator(0xffffffff).randn(20));
    expect(new TorchGenerator(2n ** 64n - 1n).randn(20)).toEqual(new TorchGenerator(-1n).randn(20));
  });

  it('draws float64 and narrow types as torch does', () => {
    expect(Array.from(new TorchGenerator(0).randn(5, 'float64'))).toEqual([
      1.5409961082440433, -0.2934289057609464, -2.1787893820745574, 0.5684312772806678, -1.084522342424021,
    ]);
    const wide = new TorchGenerator(0).randn(33, 'float64');
    expect(Array.from(wide.subarray(-2))[0]).toBeCloseTo(0.2443990933828689, 14);
    expect(Array.from(wide.subarray(-2))[1]).toBeCloseTo(-0.013720701456433322, 14);
    expect(Array.from(new TorchGenerator(0).randn(33, 'float16').subarray(-5))).toEqual([
      0.052520751953125, 0.52294921875, 2.302734375, -1.46875, -1.5869140625,
    ]);
    expect(Array.from(new TorchGenerator(0).randn(33, 'bfloat16').subarray(-5))).toEqual([
      0.052490234375, 0.5234375, 2.296875, -1.46875, -1.5859375,
    ]);
  });

  it('leaves the state after a call where torch does', () => {
    for (const [count, next] of [
      [16, 0.6976675987243652],
      [20, 0.17591017484664917],
      [33, 0.2782524824142456],
    ] as const) {
      const generator = new TorchGenerator(0);
      generator.randn(count, 'float16');
      expect(generator.rand(1)[0]).toBe(next);
    }
  });

  it('draws integers and orders', () => {
    const generator = new TorchGenerator(0);
    expect(Array.from(generator.randint(0, 10, 6))).toEqual([4, 9, 3, 0, 3, 9]);
    expect(Array.from(generator.manualSeed(0).randint(-5, 7, 6))).toEqual([3, -2, 0, -5, 2, -2]);
    expect(Array.from(generator.manualSeed(0).randint(0, 2 ** 28 - 1, 2))).toEqual([209652404, 130329144]);
    expect(Array.from(generator.manualSeed(0).randint(0, 2 ** 28, 2))).toEqual([130329135, 136432832]);
    expect(Array.from(generator.manualSeed(0).randint(-(2 ** 40), 2 ** 50, 2))).toEqual([
      1112347536304687, 258891369794752,
    ]);
    const order = generator.manualSeed(0).randperm(10);
    expect(Array.from(order)).toEqual([4, 1, 7, 5, 3, 9, 0, 8, 6, 2]);
    expect(generator.rand(1)[0]).toBe(0.6323062777519226);
  });

  it('keeps narrow uniform numbers below 1', () => {
    const values = new TorchGenerator(0).rand(200_000, 'bfloat16');
    expect(values.reduce((most, value) => Math.max(most, value), 0)).toBe(0.99609375);
  });

  it('refuses what it cannot take', () => {
    expect(() => new TorchGenerator(1.5)).toThrow(RandomArgumentError);
    expect(() => new TorchGenerator(2n ** 64n)).toThrow(/64 bits/);
    expect(() => new TorchGenerator(0).randn(-1)).toThrow(RandomArgumentError);
    expect(() => new TorchGenerator(0).randint(3, 3, 1)).toThrow(/low < high/);
  });
});
