import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PictureSize } from '../model-folder/model-facts.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';

/** Lobes of the window: Lanczos 3. */
const LOBES = 3;
/** Weights are whole numbers of 2^−22, so that a byte times a weight, summed up, stays below 2^31. */
const WEIGHT_BITS = 22;
const HALF = 1 << (WEIGHT_BITS - 1);
const ROWS_PER_TURN = 64;

/**
 * A picture in another size by Lanczos' windowed sinc (three lobes): columns first, then rows, each rounded to bytes;
 * rows first where more than twice as many rows are lost as columns.
 *
 * The same bytes as Pillow 13's `Image.resize(size, LANCZOS)`, which diffusers uses (older releases always take columns
 * first, which gives other roundings). When shrinking, the window widens with
 * the factor, so that nothing aliases. Aborts between rows with the signal's reason.
 */
export async function resizePicture(image: RgbImage, size: PictureSize, signal?: AbortSignal): Promise<RgbImage> {
  const [lostColumns, lostRows] = [image.width - size.width, image.height - size.height];
  const columns = async (from: RgbImage) => (lostColumns === 0 ? from : await resizeColumns(from, size.width, signal));
  const rows = async (from: RgbImage) => (lostRows === 0 ? from : await resizeRows(from, size.height, signal));
  return lostRows > 0 && lostRows > lostColumns * 2
    ? await columns(await rows(image))
    : await rows(await columns(image));
}

/** For each new pixel along an edge: the first old pixel that it takes, and how much of that one and those after it. */
interface Taps {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** `stride` weights per new pixel. */
  readonly weights: Int32Array;
  readonly stride: number;
}

async function resizeColumns(image: RgbImage, width: number, signal: AbortSignal | undefined): Promise<RgbImage> {
  const { height, rgb } = image;
  const { starts, counts, weights, stride } = computeTaps(image.width, width);
  const resized = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    if (y % ROWS_PER_TURN === 0) await takeTurn(signal);
    const row = y * image.width * 3;
    for (let x = 0; x < width; x += 1) {
      let [red, green, blue] = [HALF, HALF, HALF];
      let from = row + starts[x]! * 3;
      for (let tap = x * stride; tap < x * stride + counts[x]!; tap += 1, from += 3) {
        const weight = weights[tap]!;
        red += rgb[from]! * weight;
        green += rgb[from + 1]! * weight;
        blue += rgb[from + 2]! * weight;
      }
      const to = (y * width + x) * 3;
      resized[to] = red >> WEIGHT_BITS;
      resized[to + 1] = green >> WEIGHT_BITS;
      resized[to + 2] = blue >> WEIGHT_BITS;
    }
  }
  return { width, height, rgb: new Uint8Array(resized.buffer) };
}

async function resizeRows(image: RgbImage, height: number, signal: AbortSignal | undefined): Promise<RgbImage> {
  const { width, rgb } = image;
  const { starts, counts, weights, stride } = computeTaps(image.height, height);
  const rowLength = width * 3;
  const resized = new Uint8ClampedArray(rowLength * height);
  for (let y = 0; y < height; y += 1) {
    if (y % ROWS_PER_TURN === 0) await takeTurn(signal);
    for (let x = 0; x < rowLength; x += 1) {
      let sum = HALF;
      for (let tap = 0; tap < counts[y]!; tap += 1) {
        sum += rgb[(starts[y]! + tap) * rowLength + x]! * weights[y * stride + tap]!;
      }
      resized[y * rowLength + x] = sum >> WEIGHT_BITS;
    }
  }
  return { width, height, rgb: new Uint8Array(resized.buffer) };
}

async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
  await nextTurn();
  signal?.throwIfAborted();
}

function computeTaps(oldLength: number, newLength: number): Taps {
  const step = oldLength / newLength;
  const widening = Math.max(step, 1);
  const reach = LOBES * widening;
  const stride = Math.ceil(reach) * 2 + 1;
  const starts = new Int32Array(newLength);
  const counts = new Int32Array(newLength);
  const weights = new Int32Array(newLength * stride);
  for (let index = 0; index < newLength; index += 1) {
    const centre = (index + 0.5) * step;
    const start = Math.max(0, Math.trunc(centre - reach + 0.5));
    const count = Math.min(oldLength, Math.trunc(centre + reach + 0.5)) - start;
    const values = Array.from({ length: count }, (_, tap) => computeWindow((start + tap - centre + 0.5) / widening));
    const sum = values.reduce((total, value) => total + value, 0);
    starts[index] = start;
    counts[index] = count;
    for (const [tap, value] of values.entries()) weights[index * stride + tap] = roundWeight(value / sum);
  }
  return { starts, counts, weights, stride };
}

function roundWeight(weight: number): number {
  return Math.trunc(weight * 2 ** WEIGHT_BITS + (weight < 0 ? -0.5 : 0.5));
}

function computeWindow(distance: number): number {
  return distance >= -LOBES && distance < LOBES ? computeSinc(distance) * computeSinc(distance / LOBES) : 0;
}

function computeSinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
