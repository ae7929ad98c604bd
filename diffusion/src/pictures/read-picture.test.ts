import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { PictureTooLargeError, UnreadablePictureError } from '../errors.ts';
import { readMask, readPicture } from './read-picture.ts';
import { createPngFile } from './test-png-file.ts';

type Pixel = readonly number[];

/** Six pixels, 3 × 2, all different. */
const pixels: readonly Pixel[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [10, 20, 30],
  [200, 190, 180],
  [0, 0, 0],
];

function create(values: readonly Pixel[], width: number, height: number) {
  return sharp(Uint8Array.from(values.flat()), {
    raw: { width, height, channels: values[0]!.length as 1 | 2 | 3 | 4 },
  });
}

function listPixels(rgb: Uint8Array): Pixel[] {
  return Array.from({ length: rgb.length / 3 }, (_, index) => [...rgb.subarray(index * 3, index * 3 + 3)]);
}

describe('readPicture', () => {
  it.each<[string, () => Promise<Buffer>]>([
    ['PNG', () => create(pixels, 3, 2).png().toBuffer()],
    ['lossless WebP', () => create(pixels, 3, 2).webp({ lossless: true }).toBuffer()],
    ['GIF', () => create(pixels, 3, 2).gif().toBuffer()],
  ])('takes every pixel of a %s', async (_, encode) => {
    const picture = await readPicture(await encode());
    expect([picture.width, picture.height]).toEqual([3, 2]);
    expect(listPixels(picture.rgb)).toEqual(pixels);
  });

  it.each<[string, () => Promise<Buffer>]>([
    [
      'JPEG',
      () =>
        create(Array(256).fill([200, 90, 40]), 16, 16)
          .jpeg({ quality: 100 })
          .toBuffer(),
    ],
    [
      'AVIF',
      () =>
        create(Array(256).fill([200, 90, 40]), 16, 16)
          .avif({ quality: 90 })
          .toBuffer(),
    ],
  ])('takes the colour of a %s', async (_, encode) => {
    const { rgb, alpha } = await readPicture(await encode());
    expect(alpha).toBeUndefined();
    for (const [index, value] of [200, 90, 40].entries()) expect(Math.abs(rgb[index]! - value)).toBeLessThanOrEqual(3);
  });

  it('takes the first frame of an animation', async () => {
    const frames = [...Array(4).fill([255, 0, 0]), ...Array(4).fill([0, 0, 255])];
    const raw = { width: 2, height: 4, channels: 3, pageHeight: 2 } as const;
    const gif = await sharp(Uint8Array.from(frames.flat()), { raw }).gif().toBuffer();
    expect((await sharp(gif).metadata()).pages).toBe(2);
    const { width, height, rgb } = await readPicture(gif);
    expect([width, height]).toEqual([2, 2]);
    expect(listPixels(rgb)).toEqual(Array(4).fill([255, 0, 0]));
  });

  // What each EXIF orientation shows of the pixels a b c / d e f.
  it.each<[number, string]>([
    [1, 'abc/def'],
    [2, 'cba/fed'],
    [3, 'fed/cba'],
    [4, 'def/abc'],
    [5, 'ad/be/cf'],
    [6, 'da/eb/fc'],
    [7, 'fc/eb/da'],
    [8, 'cf/be/ad'],
  ])('turns a picture of EXIF orientation %i', async (orientation, shown) => {
    const png = await create(pixels, 3, 2).withMetadata({ orientation }).png().toBuffer();
    const { width, height, rgb } = await readPicture(png);
    const rows = shown.split('/');
    expect([width, height]).toEqual([rows[0]!.length, rows.length]);
    expect(listPixels(rgb)).toEqual([...rows.join('')].map((letter) => pixels['abcdef'.indexOf(letter)]));
  });

  it('lays transparent parts on white or on a background, and tells them', async () => {
    const png = await create(
      [
        [100, 0, 200, 255],
        [100, 0, 200, 0],
        [100, 0, 200, 51],
      ],
      3,
      1,
    )
      .png()
      .toBuffer();
    const white = await readPicture(png);
    // 51 is a fifth: a fifth of the colour and four fifths of the background.
    expect(listPixels(white.rgb)).toEqual([
      [100, 0, 200],
      [255, 255, 255],
      [224, 204, 244],
    ]);
    expect([...white.alpha!]).toEqual([255, 0, 51]);
    const green = await readPicture(png, { background: [0, 100, 0] });
    expect(listPixels(green.rgb)).toEqual([
      [100, 0, 200],
      [0, 100, 0],
      [20, 80, 40],
    ]);
  });

  it('reads grey, with and without alpha', async () => {
    expect(
      listPixels(
        (
          await readPicture(
            await create([[7], [250]], 2, 1)
              .png()
              .toBuffer(),
          )
        ).rgb,
      ),
    ).toEqual([
      [7, 7, 7],
      [250, 250, 250],
    ]);
    // Depth 8, colour type 4: grey and alpha; a filter byte before the row.
    const { rgb, alpha } = await readPicture(
      createPngFile({ width: 2, height: 1, colour: 4 }, Uint8Array.from([0, 7, 255, 250, 0])),
    );
    expect(listPixels(rgb)).toEqual([
      [7, 7, 7],
      [255, 255, 255],
    ]);
    expect([...alpha!]).toEqual([255, 0]);
  });

  it('takes the upper 8 of 16 bits', async () => {
    const data = Uint8Array.from([0, 0x12, 0xff, 0x80, 0x00, 0xff, 0x01]);
    const { rgb } = await readPicture(createPngFile({ width: 1, height: 1, depth: 16 }, data));
    expect([...rgb]).toEqual([0x12, 0x80, 0xff]);
  });

  it('reads CMYK as sRGB', async () => {
    const white = await create(Array(64).fill([255, 255, 255]), 8, 8)
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();
    expect((await sharp(white).metadata()).space).toBe('cmyk');
    const { rgb, width } = await readPicture(white);
    expect([width, rgb.length, Math.min(...rgb) > 250]).toEqual([8, 192, true]);
    const red = await create(Array(64).fill([220, 30, 40]), 8, 8)
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();
    const [r, g, b] = (await readPicture(red)).rgb;
    expect([r! > 180, g! < 70, b! < 80]).toEqual([true, true, true]);
  });

  it('reads the colours of an ICC profile as sRGB', async () => {
    const png = await create([[200, 30, 90]], 1, 1)
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const stored = await sharp(png, { ignoreIcc: true }).raw().toBuffer();
    const { rgb } = await readPicture(png);
    expect(Math.abs(stored[0]! - 200)).toBeGreaterThan(10);
    for (const [index, value] of [200, 30, 90].entries()) expect(Math.abs(rgb[index]! - value)).toBeLessThanOrEqual(2);
  });

  it('reads 1 × 1', async () => {
    const { width, height, rgb } = await readPicture(
      await create([[1, 2, 3]], 1, 1)
        .png()
        .toBuffer(),
    );
    expect([width, height, ...rgb]).toEqual([1, 1, 1, 2, 3]);
  });
});

describe('a file that is too large', () => {
  it('is refused by its header, before it is decoded', async () => {
    // The header promises 400 million pixels; there is no data for even one row.
    const promise = createPngFile({ width: 20_000, height: 20_000 }, new Uint8Array(8));
    const error: unknown = await readPicture(promise).catch((reason) => reason);
    expect(error).toBeInstanceOf(PictureTooLargeError);
    expect(error).toMatchObject({ code: 'picture-too-large' });
    expect((error as Error).message).toContain('20000 × 20000');
    expect((error as Error).message).toContain('8192 × 8192');
  });

  it('has limits that can be set', async () => {
    const png = await create(pixels, 3, 2).png().toBuffer();
    await expect(readPicture(png, { mostPixels: 5 })).rejects.toThrow(PictureTooLargeError);
    await expect(readPicture(png, { mostPixels: 6 })).resolves.toBeDefined();
    await expect(readPicture(png, { mostBytes: png.length - 1 })).rejects.toThrow(PictureTooLargeError);
    await expect(readPicture(png, { mostBytes: png.length })).resolves.toBeDefined();
  });
});

describe('a file that is no picture', () => {
  const latin = (text: string) => Buffer.from(text, 'latin1');
  it.each<[string, Uint8Array, RegExp]>([
    ['empty', new Uint8Array(), /empty.*PNG, JPEG/],
    ['text', latin('Dear sir, please find attached'), /text.*PNG, JPEG/],
    ['SVG', latin('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'), /SVG.*PNG/],
    ['SVG with a declaration', latin('<?xml version="1.0"?>\n<svg/>'), /SVG.*PNG/],
    ['HEIC', latin('\0\0\0\x18ftypheic\0\0\0\0'), /HEIC.*JPEG/],
    ['TIFF', latin('II*\0\x08\0\0\0'), /TIFF.*PNG/],
    ['BMP', latin('BM\x46\0\0\0\0\0'), /BMP.*PNG/],
    ['PDF', latin('%PDF-1.7\n\0'), /PDF.*PNG/],
    ['something else', Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]), /known kind.*PNG, JPEG/],
    ['the beginning of a PNG', latin('\x89PNG\r\n\x1a\n'), /PNG file is damaged or cut off/],
  ])('is refused: %s', async (_, file, message) => {
    const error: unknown = await readPicture(file).catch((reason) => reason);
    expect(error).toBeInstanceOf(UnreadablePictureError);
    expect(error).toMatchObject({ code: 'picture-unreadable' });
    expect((error as Error).message).toMatch(message);
  });

  it.each(['jpeg', 'png', 'webp'] as const)('is refused: a %s that was cut off', async (format) => {
    const noise = Array.from({ length: 4096 }, (_, index) => [(index * 97) % 251, (index * 57) % 241, index % 256]);
    const whole = await create(noise, 64, 64).toFormat(format).toBuffer();
    await expect(readPicture(whole)).resolves.toBeDefined();
    await expect(readPicture(whole.subarray(0, whole.length / 2))).rejects.toThrow(/damaged or cut off/);
  });

  it('is refused: something other than bytes', async () => {
    await expect(readPicture('picture.png' as unknown as Uint8Array)).rejects.toThrow(/Uint8Array/);
  });
});

describe('readMask', () => {
  it('takes brightness, where transparent parts count as black', async () => {
    const png = await create(
      [
        [255, 255, 255, 255],
        [255, 255, 255, 0],
      ],
      2,
      1,
    )
      .png()
      .toBuffer();
    expect(listPixels((await readMask(png)).rgb)).toEqual([
      [255, 255, 255],
      [0, 0, 0],
    ]);
  });

  it('repaints the transparent parts by alpha', async () => {
    const png = await create(
      [
        [9, 9, 9, 255],
        [9, 9, 9, 0],
        [9, 9, 9, 100],
      ],
      3,
      1,
    )
      .png()
      .toBuffer();
    const mask = await readMask(png, { from: 'alpha' });
    expect(listPixels(mask.rgb)).toEqual([
      [0, 0, 0],
      [255, 255, 255],
      [155, 155, 155],
    ]);
  });

  it('says when there is no alpha channel', async () => {
    const png = await create(pixels, 3, 2).png().toBuffer();
    await expect(readMask(png, { from: 'alpha' })).rejects.toThrow(/no alpha channel/);
  });
});
