import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resizePicture } from './resize-picture.ts';

const fixture = path.join(
  import.meta.dirname,
  '../../../workbench/reference-numbers/pictures/fixtures/picture-cases.json',
);
const { picture, lanczos } = JSON.parse(readFileSync(fixture, 'utf8')) as Record<'picture', EncodedPicture> & {
  lanczos: EncodedPicture[];
};

interface EncodedPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: string;
}

function decode({ width, height, rgb }: EncodedPicture) {
  return { width, height, rgb: new Uint8Array(Buffer.from(rgb, 'base64')) };
}

describe('resizePicture', () => {
  it.each(lanczos)('gives the bytes of Pillow at $width × $height', async (reference) => {
    expect(await resizePicture(decode(picture), reference)).toEqual(decode(reference));
  });

  it('leaves a picture of the right size as it is', async () => {
    const image = decode(picture);
    expect(await resizePicture(image, image)).toBe(image);
  });

  it('stops with the reason of the signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(resizePicture(decode(picture), { width: 5, height: 5 }, signal)).rejects.toThrow('enough');
  });
});
