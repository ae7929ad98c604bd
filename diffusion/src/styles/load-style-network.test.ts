import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTestPicture,
  findLargestDifference,
  findTinyNetwork,
} from '../picture-networks/test-picture-networks.ts';
import { loadStyleNetwork, type StyleNetwork } from './load-style-network.ts';

let network: StyleNetwork;
let fixed: StyleNetwork;

beforeAll(async () => {
  network = await loadStyleNetwork(findTinyNetwork('style'), { threads: 1 });
  fixed = await loadStyleNetwork(findTinyNetwork('style-fixed'), { threads: 1 });
});

afterAll(async () => {
  await network.dispose();
  await fixed.dispose();
});

describe('a style network', () => {
  it('is read from its file', () => {
    expect(network.facts).toMatchObject({ inputName: 'input1', scale: 1, sizeMultiple: 4, fixedSize: undefined });
    expect(fixed.facts).toMatchObject({ inputName: 'input1', fixedSize: { width: 48, height: 48 } });
  });

  it.each([
    [1, 1],
    [17, 30],
    [64, 64],
    [70, 49],
  ])('keeps the size of a picture: %d × %d', async (width, height) => {
    const picture = createTestPicture(width, height);
    for (const painter of [network, fixed]) {
      const result = await painter.stylize(picture);
      expect([result.width, result.height, result.rgb.length]).toEqual([width, height, width * height * 3]);
    }
  });

  it('goes as far as the strength says', async () => {
    const picture = createTestPicture(24, 20);
    const [painted, half] = [await network.stylize(picture), await network.stylize(picture, { strength: 0.5 })];
    expect((await network.stylize(picture, { strength: 0 })).rgb).toEqual(picture.rgb);
    expect(findLargestDifference(painted, picture)).toBeGreaterThan(20);
    for (const [at, byte] of half.rgb.entries()) {
      expect(Math.abs(byte - (picture.rgb[at]! + painted.rgb[at]!) / 2)).toBeLessThanOrEqual(0.5);
    }
  });

  it('paints in tiles that fade into each other where it is told to', async () => {
    const picture = createTestPicture(96, 40);
    let tiles = 0;
    const tiled = await network.stylize(picture, {
      tileSize: 48,
      onTile: () => {
        tiles += 1;
      },
    });
    expect(tiles).toBeGreaterThan(1);
    // A left and a right half, normalised by themselves; each tile's own border gives what the network gives for it alone.
    const left = await network.stylize({ ...createTestPicture(96, 40), ...cutOut(picture, 48) }, { tileSize: 48 });
    const column = (result: { rgb: Uint8Array; width: number }) =>
      Array.from({ length: 40 }, (_, y) => result.rgb[y * result.width * 3]);
    expect(column(tiled)).toEqual(column(left));
  });

  it.each([-0.01, 1.5, Number.NaN])('refuses a strength of %d', async (strength) => {
    await expect(network.stylize(createTestPicture(8, 8), { strength })).rejects.toMatchObject({
      code: 'settings-invalid',
      field: 'strength',
    });
  });

  it('is not an upscaler', async () => {
    const loading = loadStyleNetwork(findTinyNetwork('esrgan-x4'));
    await expect(loading).rejects.toMatchObject({ code: 'network-unsuitable' });
    await expect(loading).rejects.toThrow('4 times the size');
  });
});

function cutOut(picture: { width: number; height: number; rgb: Uint8Array }, width: number) {
  const rows = Array.from({ length: picture.height }, (_, y) =>
    picture.rgb.subarray(y * picture.width * 3, (y * picture.width + width) * 3),
  );
  return { width, rgb: Uint8Array.from(rows.flatMap((row) => [...row])) };
}
