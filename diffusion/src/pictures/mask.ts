import type { PictureSize } from '../model-folder/model-facts.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';

/** A part of a picture, in pixels. */
export interface Region extends PictureSize {
  readonly left: number;
  readonly top: number;
}

/** Brightness per pixel, 0 to 255, as Pillow converts RGB to L: ITU-R 601-2 luma, 16 bits after the point. */
export function computeLuminance({ width, height, rgb }: RgbImage): Uint8Array {
  const luminance = new Uint8Array(width * height);
  for (let pixel = 0; pixel < luminance.length; pixel += 1) {
    const [red, green, blue] = [rgb[pixel * 3]!, rgb[pixel * 3 + 1]!, rgb[pixel * 3 + 2]!];
    luminance[pixel] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }
  return luminance;
}

/** 1 where a mask is repainted and 0 where it is kept, per pixel: from the middle of the brightness up. */
export function binariseMask(mask: RgbImage): Uint8Array {
  return computeLuminance(mask).map((value) => (value / 255 >= 0.5 ? 1 : 0));
}

/** A binary mask with a value per latent: the one of the pixel at the top left of each, as torch's nearest does. */
export function shrinkMask(mask: Uint8Array, { width, height }: PictureSize, scaleFactor: number): Float32Array {
  const [columns, rows] = [width / scaleFactor, height / scaleFactor];
  return Float32Array.from(
    { length: columns * rows },
    (_, index) => mask[Math.floor(index / columns) * scaleFactor * width + (index % columns) * scaleFactor]!,
  );
}

/**
 * The region around everything in a mask that isn't black, `padding` pixels wider on each side, and then widened to the
 * shape of `target` as far as the picture goes: diffusers' `VaeImageProcessor.get_crop_region`. `undefined` for a mask
 * that is black everywhere.
 */
export function findMaskedRegion(mask: RgbImage, target: PictureSize, padding: number): Region | undefined {
  const bounds = findBounds(mask);
  if (bounds === undefined) return undefined;
  const across = pad(bounds.left, bounds.right, { padding, size: mask.width });
  const down = pad(bounds.top, bounds.bottom, { padding, size: mask.height });
  const ratio = target.width / target.height;
  const isWider = (across.end - across.start) / (down.end - down.start) > ratio;
  const [columns, rows] = isWider
    ? [across, widen(down, (across.end - across.start) / ratio, mask.height)]
    : [widen(across, (down.end - down.start) * ratio, mask.width), down];
  return {
    left: columns.start,
    top: rows.start,
    width: columns.end - columns.start,
    height: rows.end - rows.start,
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function findBounds(mask: RgbImage) {
  const luminance = computeLuminance(mask);
  let [left, top, right, bottom] = [mask.width, mask.height, 0, 0];
  for (let y = 0; y < mask.height; y += 1) {
    for (let x = 0; x < mask.width; x += 1) {
      if (luminance[y * mask.width + x] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = y + 1;
    }
  }
  return right === 0 ? undefined : { left, top, right, bottom };
}

function pad(start: number, end: number, { padding, size }: { padding: number; size: number }): Span {
  return { start: Math.max(start - padding, 0), end: Math.min(end + padding, size) };
}

/** A span of the wanted length around another one, pushed back into the picture, and cut where it doesn't fit. */
function widen({ start, end }: Span, wanted: number, size: number): Span {
  const missing = Math.trunc(wanted - (end - start));
  let from = start - Math.floor(missing / 2);
  let to = end + missing - Math.floor(missing / 2);
  if (to >= size) {
    from -= to - size;
    to = size;
  }
  if (from < 0) {
    to -= from;
    from = 0;
  }
  return { start: from, end: Math.min(to, size) };
}
