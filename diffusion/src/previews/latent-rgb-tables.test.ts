import { describe, expect, it } from 'vitest';
import { computePreview } from './latent-preview.ts';
import { findLatentRgbTable } from './latent-rgb-tables.ts';

const space = { channels: 4, scaleFactor: 8, shiftFactor: 0 };

describe('findLatentRgbTable', () => {
  it('knows the families by their autoencoders', () => {
    const first = findLatentRgbTable('stable-diffusion', { ...space, scalingFactor: 0.18215 });
    const xl = findLatentRgbTable('stable-diffusion-xl', { ...space, scalingFactor: 0.13025 });
    expect(first?.factors[3]).toEqual([-0.212, -0.2616, -0.7177]);
    expect(xl?.bias).toEqual([0.1084, -0.0175, -0.0011]);
    expect(findLatentRgbTable('stable-diffusion-xl-refiner', { ...space, scalingFactor: 0.13025 })).toBe(xl);
    expect(findLatentRgbTable('latent-consistency', { ...space, scalingFactor: 0.18215 })).toBe(first);
    expect(findLatentRgbTable('upscaler', { ...space, scalingFactor: 0.08333 })?.factors[0]).toEqual([
      -0.234, -0.3863, -0.3257,
    ]);
  });

  it('has none for other autoencoders', () => {
    expect(findLatentRgbTable('stable-diffusion', { ...space, scalingFactor: 1 })).toBeUndefined();
    expect(findLatentRgbTable('stable-diffusion', { ...space, channels: 16, scalingFactor: 0.18215 })).toBeUndefined();
    expect(findLatentRgbTable('stable-diffusion-xl', { ...space, scalingFactor: 0.18215 })).toBeUndefined();
    expect(findLatentRgbTable(undefined, { ...space, scalingFactor: 0.18215 })).toBeUndefined();
  });

  // By hand: (1·0.3512 + 1·0.325 − 0.2829 − 0.212) = 0.1813, halved, plus a half, times 255 is 150.6.
  it('makes colours as the published factors say', () => {
    const table = findLatentRgbTable('stable-diffusion', { ...space, scalingFactor: 0.18215 })!;
    const preview = computePreview(Float32Array.of(1, 1, 1, 1), [4, 1, 1], table)!;
    expect([...preview.rgb]).toEqual([151, 209, 142]);
  });
});
