import type { RgbImage, TextToImagePipeline } from '@starweave/diffusion';

/** One row of a sheet: what paints each of its pictures. */
export type SheetRow = readonly ((pipeline: TextToImagePipeline) => Promise<RgbImage>)[];

const side = 128;
const gap = 4;
const paper = 255;

/** Put pictures, each averaged down to 128 × 128, side by side on white paper, row by row with a narrow gap. */
export function layOutSheet(pictures: readonly RgbImage[], columns: number): RgbImage {
  const rows = Math.ceil(pictures.length / columns);
  const [width, height] = [columns * (side + gap) - gap, rows * (side + gap) - gap];
  const rgb = new Uint8Array(width * height * 3).fill(paper);
  for (const [index, picture] of pictures.entries()) {
    const left = (index % columns) * (side + gap);
    const top = Math.floor(index / columns) * (side + gap);
    const small = shrink(picture);
    for (let y = 0; y < side; y += 1) {
      rgb.set(small.subarray(y * side * 3, (y + 1) * side * 3), ((top + y) * width + left) * 3);
    }
  }
  return { width, height, rgb };
}

function shrink({ width, height, rgb }: RgbImage): Uint8Array {
  const [across, down] = [width / side, height / side];
  if (!Number.isInteger(across) || !Number.isInteger(down)) {
    throw new RangeError(`A picture of ${width} × ${height} doesn't divide into ${side} × ${side} boxes.`);
  }
  const sums = new Float64Array(side * side * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const cell = (Math.floor(y / down) * side + Math.floor(x / across)) * 3;
      const from = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        sums[cell + channel] = (sums[cell + channel] as number) + (rgb[from + channel] as number);
      }
    }
  }
  return Uint8Array.from(sums, (sum) => Math.round(sum / (across * down)));
}
