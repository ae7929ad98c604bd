import type { PictureSize } from '../model-folder/model-facts.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { fitPicture, type Place, pastePicture } from './fit-picture.ts';
import { computeLuminance } from './mask.ts';

/**
 * The original laid over a painted picture of the same size: where the mask is black the original's bytes exactly,
 * where it is white the painted ones, and a blend of both between.
 *
 * Byte for byte diffusers' `VaeImageProcessor.apply_overlay`, that is, Pillow's paste with a mask and alpha composition
 * (src/libImaging/Paste.c, AlphaComposite.c).
 */
export function overlayPicture(painted: RgbImage, original: RgbImage, mask: RgbImage): RgbImage {
  const luminance = computeLuminance(mask);
  const rgb = painted.rgb.slice();
  for (let pixel = 0; pixel < luminance.length; pixel += 1) {
    const opacity = 255 - luminance[pixel]!;
    if (opacity === 0) continue;
    for (let index = pixel * 3; index < pixel * 3 + 3; index += 1) {
      const kept = unpremultiply(divideBy255(original.rgb[index]! * opacity), opacity);
      rgb[index] = composite(kept, rgb[index]!, opacity);
    }
  }
  return { width: painted.width, height: painted.height, rgb };
}

/** Rounded a / 255 for products of two bytes. */
function divideBy255(product: number): number {
  const shifted = product + 128;
  return ((shifted >> 8) + shifted) >> 8;
}

function unpremultiply(value: number, alpha: number): number {
  return alpha === 255 ? value : Math.min(255, Math.trunc((255 * value) / alpha));
}

/** Alpha composition onto an opaque pixel, with 7 bits after the point. */
function composite(over: number, under: number, alpha: number): number {
  const sum = over * alpha * 128 + under * (255 - alpha) * 128 + (128 << 7);
  return (((sum >> 8) + sum) >> 8) >> 7;
}

/** What `overlayRegion` lays over each other; the mask has the original's size. */
export interface RegionOverlay {
  /** What was painted of the region, in any size. */
  readonly painted: RgbImage;
  readonly original: RgbImage;
  readonly mask: RgbImage;
  readonly region: PictureSize & Place;
}

/** The original with a region of it painted anew where the mask isn't black: `apply_overlay` with `crop_coords`. */
export async function overlayRegion({ painted, original, mask, region }: RegionOverlay): Promise<RgbImage> {
  const canvas = { ...original, rgb: new Uint8Array(original.rgb.length) };
  pastePicture(canvas, await fitPicture(painted, region, 'cover'), region);
  return overlayPicture(canvas, original, mask);
}
