import { invertMatrix, type Matrix3, multiplyMatrices, multiplyVector, type Vector3 } from './matrix3.ts';

/** A way to write colours as three numbers whose axes are nearly independent in natural pictures. */
export interface ColourSpace {
  /** From red, green, blue of 0 to 1 (sRGB, as in files). */
  readonly fromRgb: (rgb: Vector3) => Vector3;
  /** Back; colours that sRGB lacks come out below 0 or above 1. */
  readonly toRgb: (colour: Vector3) => Vector3;
}

// sRGB to XYZ: IEC 61966-2-1. The white is what 1, 1, 1 comes to (D65).
const xyzOfRgb: Matrix3 = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const rgbOfXyz = invertMatrix(xyzOfRgb);
const white = multiplyVector(xyzOfRgb, [1, 1, 1]);
const KNEE = 6 / 29;

/** CIE 1976 L*a*b* of sRGB colours under D65. */
const cielab: ColourSpace = {
  fromRgb: (rgb) => {
    const xyz = multiplyVector(xyzOfRgb, mapVector(rgb, toLinear));
    const [x, y, z] = mapVector(xyz, (value, axis) => compressLightness(value / white[axis]!));
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
  },
  toRgb: ([lightness, a, b]) => {
    const y = (lightness + 16) / 116;
    const xyz = mapVector([y + a / 500, y, y - b / 200], (value, axis) => expandLightness(value) * white[axis]!);
    return mapVector(multiplyVector(rgbOfXyz, xyz), fromLinear);
  },
};

// Equations 4 and 6 of Reinhard et al. (2001).
const lmsOfRgb: Matrix3 = [
  [0.3811, 0.5783, 0.0402],
  [0.1967, 0.7244, 0.0782],
  [0.0241, 0.1288, 0.8444],
];
const opponentOfLogLms = multiplyMatrices(
  [
    [1 / Math.sqrt(3), 0, 0],
    [0, 1 / Math.sqrt(6), 0],
    [0, 0, 1 / Math.sqrt(2)],
  ],
  [
    [1, 1, 1],
    [1, 1, -2],
    [1, -1, 0],
  ],
);
const rgbOfLms = invertMatrix(lmsOfRgb);
const logLmsOfOpponent = invertMatrix(opponentOfLogLms);
/** Black has no logarithm: everything darker counts as this. */
const DARKEST = 1 / 255;

/** Ruderman's lαβ, as Reinhard et al. (2001) define it on the numbers in the file. */
const ruderman: ColourSpace = {
  fromRgb: (rgb) =>
    multiplyVector(
      opponentOfLogLms,
      mapVector(multiplyVector(lmsOfRgb, rgb), (value) => Math.log10(Math.max(value, DARKEST))),
    ),
  toRgb: (colour) =>
    multiplyVector(
      rgbOfLms,
      mapVector(multiplyVector(logLmsOfOpponent, colour), (value) => 10 ** value),
    ),
};

/** The colour spaces by name. */
export const colourSpaces = { cielab, ruderman } as const;

function mapVector(vector: Vector3, map: (value: number, axis: number) => number): Vector3 {
  return [map(vector[0], 0), map(vector[1], 1), map(vector[2], 2)];
}

function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

function compressLightness(value: number): number {
  return value > KNEE ** 3 ? Math.cbrt(value) : value / (3 * KNEE ** 2) + 4 / 29;
}

function expandLightness(value: number): number {
  return value > KNEE ? value ** 3 : 3 * KNEE ** 2 * (value - 4 / 29);
}
