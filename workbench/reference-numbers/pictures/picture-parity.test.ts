import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type ColourTransferOptions,
  enlargePicture,
  type LoadStyleNetworkOptions,
  type LoadUpscalerOptions,
  loadStyleNetwork,
  loadUpscaler,
  type RgbImage,
  transferColours,
} from '@starweave/diffusion';
import { describe, expect, it } from 'vitest';

interface EncodedPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: string;
}

interface NetworkCase extends EncodedPicture {
  readonly network: string;
  readonly options: LoadUpscalerOptions & LoadStyleNetworkOptions & { readonly multiple?: number };
  readonly scale: number;
}

interface ColourCase extends EncodedPicture {
  readonly source: string;
  readonly reference: string;
  readonly strength: number;
  readonly method: 'mean-and-deviation' | 'covariance';
  readonly space: 'cielab' | 'ruderman';
}

interface PictureCases {
  readonly picture: EncodedPicture;
  readonly lanczos: readonly EncodedPicture[];
  readonly upscalers: readonly NetworkCase[];
  readonly styles: readonly NetworkCase[];
  readonly colours: Readonly<Record<string, EncodedPicture>>;
  readonly colour_transfers: readonly ColourCase[];
}

const fixtures = path.join(import.meta.dirname, 'fixtures');
const cases = JSON.parse(readFileSync(path.join(fixtures, 'picture-cases.json'), 'utf8')) as PictureCases;
const picture = decode(cases.picture);

function decode({ width, height, rgb }: EncodedPicture): RgbImage {
  return { width, height, rgb: new Uint8Array(Buffer.from(rgb, 'base64')) };
}

/** The largest difference of two bytes, and the share of bytes that differ. */
function compare(ours: RgbImage, theirs: RgbImage): { largest: number; share: number } {
  expect([ours.width, ours.height]).toEqual([theirs.width, theirs.height]);
  const differences = Array.from(ours.rgb, (byte, at) => Math.abs(byte - theirs.rgb[at]!));
  return {
    largest: Math.max(...differences),
    share: differences.filter((value) => value > 0).length / ours.rgb.length,
  };
}

describe('upscaling networks as in Python', () => {
  it.each(cases.upscalers)('$network $options', async (reference) => {
    const upscaler = await loadUpscaler(path.join(fixtures, `${reference.network}.onnx`), {
      ...reference.options,
      threads: 1,
    });
    expect(upscaler.scale).toBe(reference.scale);
    expect(upscaler.facts.sizeMultiple).toBe(reference.options.multiple ?? 1);
    const { largest, share } = compare(await upscaler.upscale(picture), decode(reference));
    await upscaler.dispose();
    // Halves may be rounded the other way where sums were made in another order.
    expect(largest).toBeLessThanOrEqual(1);
    expect(share).toBeLessThan(0.001);
  });
});

describe('style networks as in Python', () => {
  it.each(cases.styles)('$network', async (reference) => {
    const network = await loadStyleNetwork(path.join(fixtures, `${reference.network}.onnx`), { threads: 1 });
    const { largest, share } = compare(await network.stylize(picture), decode(reference));
    await network.dispose();
    expect(largest).toBeLessThanOrEqual(1);
    expect(share).toBeLessThan(0.001);
  });
});

describe('colour transfer as in NumPy and SciPy', () => {
  const options = (reference: ColourCase): ColourTransferOptions => ({
    strength: reference.strength,
    method: reference.method,
    space: reference.space,
  });

  it.each(cases.colour_transfers)('$source to $reference, $strength, $method in $space', async (reference) => {
    const [source, colours] = [reference.source, reference.reference].map((name) => decode(cases.colours[name]!));
    const { largest, share } = compare(await transferColours(source!, colours!, options(reference)), decode(reference));
    expect(largest).toBeLessThanOrEqual(1);
    expect(share).toBeLessThan(0.01);
  });

  it('would see a strength that is a little off', async () => {
    const reference = cases.colour_transfers[0]!;
    const [source, colours] = [reference.source, reference.reference].map((name) => decode(cases.colours[name]!));
    const off = await transferColours(source!, colours!, { ...options(reference), strength: 0.95 });
    expect(compare(off, decode(reference)).largest).toBeGreaterThan(1);
  });
});

describe('enlarging as Pillow does', () => {
  const enlarged = cases.lanczos.filter(
    ({ width, height }) => width === 2 * picture.width && height === 2 * picture.height,
  );

  it.each(enlarged)('to $width × $height', async (reference) => {
    expect((await enlargePicture(picture, 2)).rgb).toEqual(decode(reference).rgb);
  });
});
