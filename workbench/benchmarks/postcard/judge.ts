import path from 'node:path';
import type { RgbImage } from '@starweave/diffusion';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Pixels across and down of what the judge sees. */
const judgedSide = 128;
/** Pixels across and down at which pictures are compared with each other. */
const comparedSide = 64;

/** Says what pictures show: for every concept the number of the likeliest value. */
export type Judge = (pictures: readonly RgbImage[]) => Promise<number[][]>;

/** Open the judge, a small network that was trained on painted scenes only (`judge.onnx`). */
export async function openJudge(concepts: Readonly<Record<string, readonly string[]>>): Promise<Judge> {
  const session = await InferenceSession.create(path.join(import.meta.dirname, 'judge.onnx'), { intraOpNumThreads: 1 });
  const sizes = Object.values(concepts).map((values) => values.length);
  return async (pictures) => {
    const shape = [pictures.length, 3, judgedSide, judgedSide];
    const pixels = new Float32Array(pictures.length * 3 * judgedSide ** 2);
    for (const [index, picture] of pictures.entries()) pixels.set(shrinkPicture(picture), index * 3 * judgedSide ** 2);
    const { scores } = await session.run({ pixels: new Tensor('float32', pixels, shape) });
    return pictures.map((_, index) => findLikeliest(scores?.data as Float32Array, sizes, index));
  };
}

function findLikeliest(scores: Float32Array, sizes: readonly number[], row: number): number[] {
  const width = sizes.reduce((sum, size) => sum + size, 0);
  let start = row * width;
  return sizes.map((size) => {
    const part = scores.subarray(start, start + size);
    start += size;
    return part.indexOf(part.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY));
  });
}

/**
 * A picture as the judge sees it: averaged over boxes down to `side` × `side` (128), rounded down to whole levels, in
 * −1..1, [3, side, side] flat.
 *
 * @throws RangeError where the picture doesn't divide into that many boxes
 */
export function shrinkPicture({ width, height, rgb }: RgbImage, side = judgedSide): Float32Array {
  const [across, down] = [width / side, height / side];
  if (!Number.isInteger(across) || !Number.isInteger(down)) {
    throw new RangeError(`A picture of ${width} × ${height} doesn't divide into ${side} × ${side} boxes.`);
  }
  const sums = new Float32Array(3 * side * side);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const cell = Math.floor(y / down) * side + Math.floor(x / across);
      for (let channel = 0; channel < 3; channel += 1) {
        const index = channel * side * side + cell;
        sums[index] = (sums[index] as number) + (rgb[(y * width + x) * 3 + channel] as number);
      }
    }
  }
  return sums.map((sum) => Math.floor(sum / (across * down)) / 127.5 - 1);
}

/** Mean over all pairs of the root-mean-square distance of shrunk pictures, in levels of 0 to 255. */
export function computeMeanDistance(pictures: readonly RgbImage[]): number {
  const shrunk = pictures.map((picture) => shrinkPicture(picture, comparedSide));
  const distances = shrunk.flatMap((one, index) => shrunk.slice(index + 1).map((other) => computeDistance(one, other)));
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

function computeDistance(one: Float32Array, other: Float32Array): number {
  const square = one.reduce((sum, value, index) => sum + (value - (other[index] as number)) ** 2, 0);
  return 127.5 * Math.sqrt(square / one.length);
}
