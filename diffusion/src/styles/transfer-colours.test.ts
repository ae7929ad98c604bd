import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { colourSpaces } from './colour-space.ts';
import { computeColourStatistics } from './colour-statistics.ts';
import { type ColourTransferOptions, transferColours } from './transfer-colours.ts';

/** Colours from the middle of the cube, so that nothing is cut off. */
function createPicture(seed: number, width = 40, height = 30): RgbImage {
  const rgb = Uint8Array.from(
    { length: width * height * 3 },
    (_, at) => 90 + ((at * seed * 7919 + at * at * seed) % 71),
  );
  return { width, height, rgb };
}

const [image, reference] = [createPicture(3), createPicture(5, 20, 50)];

describe('transferColours', () => {
  it('leaves the bytes alone at strength 0, in both spaces', async () => {
    const every = Uint8Array.from({ length: 256 * 3 * 16 }, (_, at) => (at * 37 + Math.floor(at / 256)) % 256);
    const picture = { width: 256, height: 16, rgb: every };
    expect((await transferColours(picture, reference, { strength: 0 })).rgb).toEqual(every);
    const inside = await transferColours(image, reference, { strength: 0, space: 'ruderman' });
    expect(inside.rgb).toEqual(image.rgb);
  });

  it.each(['cielab', 'ruderman'] as const)('gives the mean and the deviation of the reference in %s', async (space) => {
    const result = await transferColours(image, reference, { space });
    const [got, wanted] = [result, reference].map((picture) => computeColourStatistics(picture, colourSpaces[space]));
    const unit = space === 'cielab' ? 1 : 0.01;
    for (const axis of [0, 1, 2] as const) {
      expect(Math.abs(got!.mean[axis] - wanted!.mean[axis])).toBeLessThan(0.1 * unit);
      const [a, b] = [got!, wanted!].map(({ covariance }) => Math.sqrt(covariance[axis][axis]));
      expect(Math.abs(a! - b!)).toBeLessThan(0.1 * unit);
    }
  });

  it('gives the whole covariance of the reference by the other method', async () => {
    const result = await transferColours(image, reference, { method: 'covariance' });
    const [got, wanted] = [result, reference].map((picture) => computeColourStatistics(picture, colourSpaces.cielab));
    const scale = Math.max(...wanted!.covariance.flat());
    for (const [index, value] of got!.covariance.flat().entries()) {
      expect(Math.abs(value - wanted!.covariance.flat()[index]!)).toBeLessThan(0.02 * scale);
    }
  });

  it('is the same picture when it is its own reference', async () => {
    for (const method of ['mean-and-deviation', 'covariance'] as const) {
      expect((await transferColours(image, image, { method })).rgb).toEqual(image.rgb);
    }
  });

  it.each<[string, ColourTransferOptions]>([
    ['strength', { strength: -0.1 }],
    ['strength', { strength: 1.01 }],
    ['strength', { strength: Number.NaN }],
    ['method', { method: 'magic' as 'covariance' }],
    ['space', { space: 'toString' as 'cielab' }],
  ])('refuses a bad %s (%#)', async (field, options) => {
    await expect(transferColours(image, reference, options)).rejects.toMatchObject({ code: 'settings-invalid', field });
  });

  it('refuses bytes that do not fit the size, and stops when told to', async () => {
    const torn = { width: 4, height: 4, rgb: new Uint8Array(47) };
    await expect(transferColours(torn, reference)).rejects.toMatchObject({ field: 'image' });
    await expect(transferColours(image, torn)).rejects.toMatchObject({ field: 'reference' });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(transferColours(image, reference, { signal })).rejects.toThrow('enough');
  });
});

describe('CIE L*a*b*', () => {
  // Bruce Lindbloom's calculator and CIE 15 for sRGB primaries under D65.
  it.each<[string, readonly [number, number, number], readonly [number, number, number]]>([
    ['white', [1, 1, 1], [100, 0, 0]],
    ['black', [0, 0, 0], [0, 0, 0]],
    ['red', [1, 0, 0], [53.24, 80.09, 67.2]],
    ['green', [0, 1, 0], [87.73, -86.18, 83.18]],
    ['blue', [0, 0, 1], [32.3, 79.19, -107.86]],
  ])('of %s is as published', (_, rgb, lab) => {
    for (const [axis, value] of colourSpaces.cielab.fromRgb(rgb).entries()) {
      expect(Math.abs(value - lab[axis]!)).toBeLessThan(0.011);
    }
  });
});
