import type { PictureSize } from '../model-folder/model-facts.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { resizePicture } from './resize-picture.ts';

/**
 * How a picture of another shape is fitted: `cover` keeps its proportions and cuts off evenly what sticks out,
 * `stretch` doesn't keep them, `extend` keeps them and fills what is missing with the colours at the edges.
 */
export type PictureFit = 'cover' | 'stretch' | 'extend';

/**
 * A picture in another size by Pillow's Lanczos, byte for byte as diffusers' `VaeImageProcessor.resize` makes it with
 * the `resize_mode` "crop" (`cover`), "default" (`stretch`) or "fill" (`extend`).
 */
export async function fitPicture(image: RgbImage, size: PictureSize, fit: PictureFit = 'cover'): Promise<RgbImage> {
  const { width, height } = size;
  if (image.width === width && image.height === height) return image;
  if (fit === 'stretch') return await resizePicture(image, size);
  const [ratio, imageRatio] = [width / height, image.width / image.height];
  const fitsWidth = fit === 'cover' ? ratio > imageRatio : ratio < imageRatio;
  const resized = await resizePicture(image, {
    width: fitsWidth ? width : Math.max(1, Math.floor((image.width * height) / image.height)),
    height: fitsWidth ? Math.max(1, Math.floor((image.height * width) / image.width)) : height,
  });
  const canvas = { width, height, rgb: new Uint8Array(width * height * 3) };
  const left = Math.floor(width / 2) - Math.floor(resized.width / 2);
  const top = Math.floor(height / 2) - Math.floor(resized.height / 2);
  pastePicture(canvas, resized, { left, top });
  if (fit === 'extend') extendEdges(canvas, resized, { left, top });
  return canvas;
}

/** A part of a picture. */
export function cropPicture(image: RgbImage, region: PictureSize & Place): RgbImage {
  const { width, height, left, top } = region;
  const cropped = { width, height, rgb: new Uint8Array(width * height * 3) };
  pastePicture(cropped, image, { left: -left, top: -top });
  return cropped;
}

/** Where one picture's top left corner is in another one. */
export interface Place {
  readonly left: number;
  readonly top: number;
}

/** Write a picture into another one, in place; what sticks out is left away. */
export function pastePicture(canvas: RgbImage, image: RgbImage, { left, top }: Place): void {
  const firstColumn = Math.max(0, -left);
  const columns = Math.min(image.width, canvas.width - left) - firstColumn;
  if (columns <= 0) return;
  for (let row = Math.max(0, -top); row < Math.min(image.height, canvas.height - top); row += 1) {
    const from = (row * image.width + firstColumn) * 3;
    canvas.rgb.set(image.rgb.subarray(from, from + columns * 3), ((top + row) * canvas.width + left + firstColumn) * 3);
  }
}

/**
 * Fill the bars beside a picture that was pasted at `left`, `top`. diffusers resizes the edge itself, a box without
 * extent, by Pillow's bicubic kernel: 9/8 of the outermost pixel less 1/8 of the one before it.
 */
function extendEdges(canvas: RgbImage, { width, height }: PictureSize, { left, top }: Place): void {
  const { rgb } = canvas;
  const rowLength = canvas.width * 3;
  const extrapolate = (target: number, edge: number, inner: number) => {
    for (let channel = 0; channel < 3; channel += 1) {
      const value = Math.floor((rgb[edge + channel]! * 9 - rgb[inner + channel]! + 4) / 8);
      rgb[target + channel] = Math.min(255, Math.max(0, value));
    }
  };
  const at = (x: number, y: number) => y * rowLength + x * 3;
  for (let bar = 0; bar < top; bar += 1) {
    const below = top + height;
    for (let x = 0; x < canvas.width; x += 1) {
      extrapolate(at(x, bar), at(x, top), at(x, top + Math.min(1, height - 1)));
      if (below + bar >= canvas.height) continue;
      extrapolate(at(x, below + bar), at(x, below - 1), at(x, below - Math.min(2, height)));
    }
  }
  for (let bar = 0; bar < left; bar += 1) {
    const beside = left + width;
    for (let y = 0; y < canvas.height; y += 1) {
      extrapolate(at(bar, y), at(left, y), at(left + Math.min(1, width - 1), y));
      if (beside + bar >= canvas.width) continue;
      extrapolate(at(beside + bar, y), at(beside - 1, y), at(beside - Math.min(2, width), y));
    }
  }
}
