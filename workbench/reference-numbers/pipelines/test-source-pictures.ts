import type { RgbImage } from '@starweave/diffusion';

/** A picture's size as the recorded cases have it. */
export type Size = readonly [width: number, height: number];

/** As `make_source` in make_reference.py and make_inpainting.py: red grows to the right, green downwards, blue in squares. */
export function createSquaresSource([width, height]: Size): RgbImage {
  return createImage([width, height], (x, y) => [
    Math.floor((x * 255) / (width - 1)),
    Math.floor((y * 255) / (height - 1)),
    ((Math.floor(x / 8) + Math.floor(y / 8)) % 2) * 255,
  ]);
}

/** As `make_mask` there: a white ellipse with soft edges, left of the middle. */
export function createEllipseMask([width, height]: Size): RgbImage {
  return createImage([width, height], (x, y) => {
    const across = Math.floor(((3 * x - width) ** 2 * 100) / width ** 2);
    const distance = across + Math.floor(((2 * y - height) ** 2 * 100) / height ** 2);
    const grey = Math.min(255, Math.max(0, 255 - (distance - 20) * 12));
    return [grey, grey, grey];
  });
}

function createImage([width, height]: Size, pixelAt: (x: number, y: number) => readonly number[]): RgbImage {
  const pixels = Array.from({ length: width * height }, (_, index) =>
    pixelAt(index % width, Math.floor(index / width)),
  );
  return { width, height, rgb: Uint8Array.from(pixels.flat()) };
}
