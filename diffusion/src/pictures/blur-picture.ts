import type { RgbImage } from '../pipelines/text-to-image-types.ts';

const CHANNELS = 3;
const PASSES = 3;
/** Weights are integers of this many bits after the point, as in Pillow: its rounding is part of the result. */
const WEIGHT_BITS = 24;

/**
 * A picture blurred as Pillow's `ImageFilter.GaussianBlur(radius)` does: three extended box blurs across, three down,
 * edges repeated, bytes between the passes. `radius` is the standard deviation in pixels.
 *
 * Source: P. Gwosdek et al., "Theoretical Foundations of Gaussian Convolution by Extended Box Filtering", 2011;
 * Pillow, src/libImaging/BoxBlur.c.
 */
export function blurPicture(image: RgbImage, radius: number): RgbImage {
  if (radius === 0) return image;
  const { width, height } = image;
  const box = computeBox(radius);
  let rgb = image.rgb;
  for (let pass = 0; pass < PASSES; pass += 1) {
    rgb = blurLines(rgb, { lines: height, length: width, lineStride: width * CHANNELS, stride: CHANNELS }, box);
  }
  for (let pass = 0; pass < PASSES; pass += 1) {
    rgb = blurLines(rgb, { lines: width, length: height, lineStride: CHANNELS, stride: width * CHANNELS }, box);
  }
  return { width, height, rgb };
}

/** A box of 2 · `reach` + 1 whole pixels, and a part of one more at each end. */
interface Box {
  readonly reach: number;
  readonly wholeWeight: number;
  readonly endWeight: number;
}

function computeBox(radius: number): Box {
  const f32 = Math.fround;
  const variance = f32(f32(radius * radius) / PASSES);
  const length = f32(Math.sqrt(12 * variance + 1));
  const whole = f32(Math.floor((length - 1) / 2));
  const numerator = f32(f32(2 * whole + 1) * f32(f32(whole * f32(whole + 1)) - f32(3 * variance)));
  const part = f32(numerator / f32(6 * f32(variance - f32((whole + 1) * (whole + 1)))));
  const boxRadius = f32(whole + part);
  const reach = Math.trunc(boxRadius);
  const wholeWeight = Math.trunc(f32(2 ** WEIGHT_BITS / f32(f32(boxRadius * 2) + 1)));
  const endWeight = Math.trunc((2 ** WEIGHT_BITS - (reach * 2 + 1) * wholeWeight) / 2);
  return { reach, wholeWeight, endWeight };
}

interface LineLayout {
  readonly lines: number;
  readonly length: number;
  readonly lineStride: number;
  readonly stride: number;
}

function blurLines(bytes: Uint8Array, layout: LineLayout, { reach, wholeWeight, endWeight }: Box): Uint8Array {
  const { lines, length, lineStride, stride } = layout;
  const blurred = new Uint8Array(bytes.length);
  for (let line = 0; line < lines; line += 1) {
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      const start = line * lineStride + channel;
      const read = (place: number) => bytes[start + Math.min(Math.max(place, 0), length - 1) * stride]!;
      let sum = 0;
      for (let place = -reach - 1; place < reach; place += 1) sum += read(place);
      for (let place = 0; place < length; place += 1) {
        sum += read(place + reach) - read(place - reach - 1);
        const ends = read(place - reach - 1) + read(place + reach + 1);
        const total = sum * wholeWeight + ends * endWeight + 2 ** (WEIGHT_BITS - 1);
        blurred[start + place * stride] = Math.floor(total / 2 ** WEIGHT_BITS);
      }
    }
  }
  return blurred;
}
