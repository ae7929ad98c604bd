import { TorchGenerator } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { blendNoise } from './blend-noise.ts';

const length = (vector: Float32Array) => Math.hypot(...vector);
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, index) => sum + value * b[index]!, 0);
const angle = (a: Float32Array, b: Float32Array) => Math.acos(dot(a, b) / (length(a) * length(b)));

function blend(a: Float32Array, b: Float32Array, strength: number): Float32Array {
  const noise = Float32Array.from(a);
  blendNoise(noise, b, strength);
  return noise;
}

describe('blendNoise', () => {
  const base = new TorchGenerator(7).randn(1024);
  const other = new TorchGenerator(8).randn(1024);

  it('is the noise itself at 0 and the other one at 1', () => {
    expect(blend(base, other, 0)).toEqual(base);
    expect(blend(base, other, 1)).toEqual(other);
  });

  it('follows the quarter circle between two perpendicular vectors', () => {
    const half = blend(Float32Array.of(3, 0), Float32Array.of(0, 3), 1 / 3);
    expect(half[0]).toBeCloseTo(3 * Math.cos(Math.PI / 6), 5);
    expect(half[1]).toBeCloseTo(3 * Math.sin(Math.PI / 6), 5);
  });

  it.each([0.1, 0.3, 0.5, 0.9])('turns by its share of the angle and stays as loud: %d', (strength) => {
    const blended = blend(base, other, strength);
    const unit = (vector: Float32Array) => vector.map((value) => value / length(vector));
    const onArc = blend(unit(base), unit(other), strength);
    expect(length(onArc)).toBeCloseTo(1, 4);
    expect(angle(unit(base), onArc)).toBeCloseTo(strength * angle(base, other), 3);
    expect(length(blended)).toBeGreaterThan(0.95 * Math.min(length(base), length(other)));
    expect(length(blended)).toBeLessThan(1.05 * Math.max(length(base), length(other)));
  });

  it('leaves equal noise as it is', () => {
    const blended = blend(base, base, 0.4);
    for (const [index, value] of blended.entries()) expect(value).toBeCloseTo(base[index]!, 5);
  });
});
