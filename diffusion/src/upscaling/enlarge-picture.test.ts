import { describe, expect, it } from 'vitest';
import { createTestPicture } from '../picture-networks/test-picture-networks.ts';
import { enlargePicture } from './enlarge-picture.ts';

describe('enlargePicture', () => {
  it.each([
    [1, 9, 7],
    [1.5, 14, 11],
    [2, 18, 14],
    [8, 72, 56],
  ])('by %d gives whole pixels', async (factor, width, height) => {
    const result = await enlargePicture(createTestPicture(9, 7), factor);
    expect([result.width, result.height, result.rgb.length]).toEqual([width, height, width * height * 3]);
  });

  it('of one colour is of that colour', async () => {
    const plain = { width: 3, height: 2, rgb: Uint8Array.from({ length: 18 }, (_, at) => [12, 200, 99][at % 3]!) };
    const { rgb } = await enlargePicture(plain, 3.3);
    expect(rgb).toEqual(Uint8Array.from({ length: rgb.length }, (_, at) => [12, 200, 99][at % 3]!));
  });

  it.each([0.99, 8.01, 0, -2, Number.NaN, Number.POSITIVE_INFINITY])('refuses a factor of %d', async (factor) => {
    await expect(enlargePicture(createTestPicture(4, 4), factor)).rejects.toMatchObject({
      code: 'settings-invalid',
      field: 'factor',
    });
  });

  it('refuses results that are too large before it makes them', async () => {
    const wide = createTestPicture(5000, 1);
    await expect(enlargePicture(wide, 7)).rejects.toMatchObject({ field: 'factor' });
    await expect(enlargePicture(wide, 7)).rejects.toThrow('35000 × 7');
  });
});
