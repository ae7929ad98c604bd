import { setImmediate as nextTurn } from 'node:timers/promises';
import { InvalidSettingsError } from '../errors.ts';
import { requirePicture } from '../pictures/picture-limits.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { colourSpaces } from './colour-space.ts';
import {
  computeColourStatistics,
  computeDeviationMap,
  computeTransportMap,
  mapColour,
  readColour,
} from './colour-statistics.ts';
import type { Vector3 } from './matrix3.ts';

/** Details of a colour transfer. */
export interface ColourTransferOptions {
  /** 0 (the picture's own colours) to 1 (the reference's statistics; the default), along straight lines between. */
  readonly strength?: number;
  /**
   * What is carried over: mean and standard deviation of each axis (Reinhard et al. 2001; the default), or mean and whole
   * covariance by the map that moves colours the least (Monge–Kantorovich; Pitié and Kokaram 2007).
   */
  readonly method?: 'mean-and-deviation' | 'covariance';
  /** The axes: CIE L*a*b* under D65 (default), or Ruderman's logarithmic lαβ, which the 2001 paper uses. */
  readonly space?: keyof typeof colourSpaces;
  /** Ends the work with the signal's reason. */
  readonly signal?: AbortSignal;
}

const PIXELS_PER_TURN = 2 ** 18;

/**
 * A picture with the colours of another: its shapes stay, its palette takes the reference's mean and spread.
 *
 * Both pictures may have any size. colour′ = mean_ref + M · (colour − mean), with M as `method` says; then a step of
 * `strength` from the old colour to the new one, and bytes rounded half to even and cut off at 0 and 255. Axes (or
 * directions) without any spread, as in pictures of one colour or in grey ones, only move with the mean. In lαβ everything
 * darker than 1/255 counts as that. Nothing is random.
 *
 * Sources: Reinhard, Ashikhmin, Gooch, Shirley, "Color Transfer between Images", 2001. Pitié, Kokaram, "The linear
 * Monge–Kantorovitch linear colour mapping for example-based colour transfer", 2007.
 *
 * @throws InvalidSettingsError for a strength beyond 0 to 1, unknown methods, and bytes that don't fit a picture's size
 */
export async function transferColours(
  image: RgbImage,
  reference: RgbImage,
  options: ColourTransferOptions = {},
): Promise<RgbImage> {
  const { strength = 1, method = 'mean-and-deviation', signal } = options;
  const space = findSpace(options.space ?? 'cielab');
  requirePicture('image', image);
  requirePicture('reference', reference);
  requireStrength(strength);
  const computeMap = findMethod(method);
  const from = computeColourStatistics(image, space);
  const to = computeColourStatistics(reference, space);
  const map = computeMap(from, to);
  const rgb = new Uint8ClampedArray(image.rgb.length);
  for (let at = 0; at < rgb.length; at += 3) {
    if (at % (PIXELS_PER_TURN * 3) === 0) await nextTurn();
    if (at % (PIXELS_PER_TURN * 3) === 0) signal?.throwIfAborted();
    const own = readColour(image.rgb, at, space);
    const mapped = mapColour(own, map, from, to);
    const mixed = own.map((value, axis) => value + strength * (mapped[axis]! - value)) as unknown as Vector3;
    const [red, green, blue] = space.toRgb(mixed);
    rgb[at] = red * 255;
    rgb[at + 1] = green * 255;
    rgb[at + 2] = blue * 255;
  }
  return { width: image.width, height: image.height, rgb: new Uint8Array(rgb.buffer) };
}

function findSpace(name: string) {
  if (Object.hasOwn(colourSpaces, name)) return colourSpaces[name as keyof typeof colourSpaces];
  throw new InvalidSettingsError(
    'space',
    `The colour space "${name}" isn't known: give ${Object.keys(colourSpaces).join(' or ')}.`,
  );
}

const methods = { 'mean-and-deviation': computeDeviationMap, covariance: computeTransportMap } as const;

function findMethod(name: string) {
  if (Object.hasOwn(methods, name)) return methods[name as keyof typeof methods];
  throw new InvalidSettingsError(
    'method',
    `The method "${name}" isn't known: give ${Object.keys(methods).join(' or ')}.`,
  );
}

/** Throws `InvalidSettingsError` unless a strength is 0 to 1. */
export function requireStrength(strength: number): void {
  if (strength >= 0 && strength <= 1) return;
  throw new InvalidSettingsError(
    'strength',
    `The strength can't be ${strength}: give a number from 0 (the picture as it is) to 1.`,
  );
}
