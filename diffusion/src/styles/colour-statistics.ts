import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import type { ColourSpace } from './colour-space.ts';
import {
  applyToEigenvalues,
  decomposeSymmetric,
  type Matrix3,
  multiplyMatrices,
  multiplyVector,
  type Vector3,
} from './matrix3.ts';

/** The mean colour of a picture and how its colours spread around it. */
export interface ColourStatistics {
  readonly mean: Vector3;
  /** Over all pixels (divided by their number). */
  readonly covariance: Matrix3;
}

/** Statistics of a picture's colours in a space. */
export function computeColourStatistics({ rgb }: RgbImage, space: ColourSpace): ColourStatistics {
  const count = rgb.length / 3;
  const sums = [0, 0, 0];
  // Around the first colour, so that a picture of one colour has exactly no spread.
  const origin = readColour(rgb, 0, space);
  const products = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = readColour(rgb, at, space);
    for (let row = 0; row < 3; row += 1) {
      const value = colour[row]! - origin[row]!;
      sums[row]! += value;
      for (let column = 0; column < 3; column += 1) {
        products[row * 3 + column]! += value * (colour[column]! - origin[column]!);
      }
    }
  }
  const [x, y, z] = sums.map((sum) => sum / count) as unknown as Vector3;
  const means = [x, y, z];
  const entry = (row: number, column: number) => products[row * 3 + column]! / count - means[row]! * means[column]!;
  return {
    mean: [origin[0] + x, origin[1] + y, origin[2] + z],
    covariance: [0, 1, 2].map((row) => [0, 1, 2].map((column) => entry(row, column))) as unknown as Matrix3,
  };
}

/** The colour of the pixel whose bytes begin at `at`. */
export function readColour(rgb: Uint8Array, at: number, space: ColourSpace): Vector3 {
  return space.fromRgb([rgb[at]! / 255, rgb[at + 1]! / 255, rgb[at + 2]! / 255]);
}

/** Below this variance (relative to the largest) a direction counts as without spread. */
const LEAST_VARIANCE = 1e-12;
/** Standard deviations below this are rounding errors. */
const LEAST_DEVIATION = 1e-9;

/**
 * A linear map around the means that gives colours with the statistics `from` the mean and the standard deviation, axis by
 * axis, of `to`: Reinhard et al. (2001). An axis without spread keeps what little there is.
 */
export function computeDeviationMap(from: ColourStatistics, to: ColourStatistics): Matrix3 {
  const factor = (axis: 0 | 1 | 2) => {
    const deviation = Math.sqrt(Math.max(0, from.covariance[axis][axis]));
    return deviation > LEAST_DEVIATION ? Math.sqrt(Math.max(0, to.covariance[axis][axis])) / deviation : 1;
  };
  return [
    [factor(0), 0, 0],
    [0, factor(1), 0],
    [0, 0, factor(2)],
  ];
}

/**
 * The linear map that gives colours of covariance U the covariance V and moves them the least, Monge and Kantorovich's:
 * U^−½ (U^½ V U^½)^½ U^−½, Pitié and Kokaram (2007). Directions in which U has no spread are mapped to nothing.
 */
export function computeTransportMap(from: ColourStatistics, to: ColourStatistics): Matrix3 {
  const eigen = decomposeSymmetric(from.covariance);
  const least = Math.max(...eigen.values) * LEAST_VARIANCE;
  const hasSpread = (value: number) => value > Math.max(least, LEAST_DEVIATION ** 2);
  const root = applyToEigenvalues(eigen, (value) => (hasSpread(value) ? Math.sqrt(value) : 0));
  const inverse = applyToEigenvalues(eigen, (value) => (hasSpread(value) ? 1 / Math.sqrt(value) : 0));
  const inner = multiplyMatrices(multiplyMatrices(root, to.covariance), root);
  const innerRoot = applyToEigenvalues(decomposeSymmetric(inner), (value) => Math.sqrt(Math.max(0, value)));
  return multiplyMatrices(multiplyMatrices(inverse, innerRoot), inverse);
}

/** A colour moved around the mean by a linear map, to the mean of `to`. */
export function mapColour(colour: Vector3, map: Matrix3, from: ColourStatistics, to: ColourStatistics): Vector3 {
  const offset = multiplyVector(map, [colour[0] - from.mean[0], colour[1] - from.mean[1], colour[2] - from.mean[2]]);
  return [offset[0] + to.mean[0], offset[1] + to.mean[1], offset[2] + to.mean[2]];
}
