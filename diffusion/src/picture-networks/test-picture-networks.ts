import path from 'node:path';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';

const fixtures = path.join(import.meta.dirname, '../../../workbench/reference-numbers/pictures/fixtures');

/** Path of a tiny network of the reference numbers, such as `esrgan-x4`. For tests. */
export function findTinyNetwork(name: string): string {
  return path.join(fixtures, `${name}.onnx`);
}

/** A picture with gradients and hard edges. For tests. */
export function createTestPicture(width: number, height: number): RgbImage {
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)];
    return (x * 5 + ((x >> 3) + (y >> 2)) * 90 + (at % 3) * y * 3) % 256;
  });
  return { width, height, rgb };
}

/** The largest difference between two pictures' bytes. For tests. */
export function findLargestDifference(a: RgbImage, b: RgbImage): number {
  return a.rgb.reduce((largest, byte, at) => Math.max(largest, Math.abs(byte - b.rgb[at]!)), 0);
}
