import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { blurPicture } from './blur-picture.ts';
import { cropPicture, fitPicture, type PictureFit } from './fit-picture.ts';
import { binariseMask, findMaskedRegion, shrinkMask } from './mask.ts';
import { overlayPicture, overlayRegion } from './overlay-picture.ts';

type Size = readonly [width: number, height: number];

interface Digest {
  readonly sha256: string;
  readonly first: readonly number[];
}

interface Cases {
  readonly resize: readonly (Digest & { source: Size; target: Size; salt: number; mode: string })[];
  readonly blur: readonly (Digest & { source: Size; salt: number; radius: number })[];
  readonly masks: readonly {
    readonly size: Size;
    readonly box: readonly [number, number, number, number];
    readonly target: Size;
    readonly padding: number;
    readonly region: readonly [number, number, number, number];
    readonly binary: Digest;
    readonly filled: Digest;
    readonly blurred: Digest;
    readonly overlay: Digest;
    readonly overlay_in_region: Digest;
  }[];
}

const file = path.join(
  import.meta.dirname,
  '../../../workbench/reference-numbers/pipelines/fixtures/image-processor-cases.json',
);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Cases;
const fits: Readonly<Record<string, PictureFit>> = { default: 'stretch', crop: 'cover', fill: 'extend' };

/** As `make_picture` in make_image_processor_cases.py. */
function createPicture([width, height]: Size, salt: number): RgbImage {
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const [channel, pixel] = [index % 3, Math.floor(index / 3)];
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const value = ((x + 1) * (y + salt) * (channel + 3) + x * x * channel + 7 * y) % 256;
    return (Math.floor(x / 5) + Math.floor(y / 7)) % 2 === 0 ? value : 255 - value;
  });
  return { width, height, rgb };
}

/** As `make_mask` there. */
function createMask([width, height]: Size, [left, top, right, bottom]: readonly number[]): RgbImage {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = top!; y < bottom!; y += 1) {
    rgb.fill(255, (y * width + left!) * 3, (y * width + right!) * 3);
    rgb.set([120, 130, 127], (y * width + left!) * 3);
  }
  return { width, height, rgb };
}

function expectDigest(bytes: Uint8Array, { first, sha256 }: Digest): void {
  expect([...bytes.subarray(0, first.length)]).toEqual(first);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
}

function toSize([width, height]: Size) {
  return { width, height };
}

describe('a picture in another size, as Pillow and diffusers make it', () => {
  it.each(cases.resize)('$source to $target by "$mode"', async (reference) => {
    const picture = createPicture(reference.source, reference.salt);
    const fitted = await fitPicture(picture, toSize(reference.target), fits[reference.mode]!);
    expect(toSize(reference.target)).toEqual({ width: fitted.width, height: fitted.height });
    expectDigest(fitted.rgb, reference);
  });
});

describe('a blurred picture, as Pillow makes it', () => {
  it.each(cases.blur)('$source by a radius of $radius', (reference) => {
    expectDigest(blurPicture(createPicture(reference.source, reference.salt), reference.radius).rgb, reference);
  });
});

describe('a mask, as diffusers reads it', () => {
  it.each(cases.masks)('$size with a box at $box for $target, padding $padding', async (reference) => {
    const mask = createMask(reference.size, reference.box);
    const target = toSize(reference.target);
    expectDigest(binariseMask(await fitPicture(mask, target, 'stretch')), reference.binary);
    const [left, top, right, bottom] = reference.region;
    const region = findMaskedRegion(mask, target, reference.padding)!;
    expect(region).toEqual({ left, top, width: right - left, height: bottom - top });
    expectDigest(binariseMask(await fitPicture(cropPicture(mask, region), target, 'extend')), reference.filled);
    const soft = blurPicture(mask, 5);
    expectDigest(soft.rgb, reference.blurred);
    const original = createPicture(reference.size, 9);
    expectDigest(overlayPicture(createPicture(reference.size, 4), original, soft).rgb, reference.overlay);
    const painted = createPicture(reference.target, 3);
    expectDigest((await overlayRegion({ painted, original, mask: soft, region })).rgb, reference.overlay_in_region);
  });

  it('that is black everywhere has no region', () => {
    expect(findMaskedRegion(createMask([8, 8], [0, 0, 0, 0]), { width: 8, height: 8 }, 3)).toBeUndefined();
  });

  it('has for each latent the value of the top left pixel', () => {
    const binary = new Uint8Array(16 * 32);
    binary[8] = 1;
    binary[8 * 16 + 1] = 1;
    binary[24 * 16] = 1;
    expect([...shrinkMask(binary, { width: 16, height: 32 }, 8)]).toEqual([0, 1, 0, 0, 0, 0, 1, 0]);
  });
});
