import sharp from 'sharp';
import { PictureTooLargeError, UnreadablePictureError } from '../errors.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { findPictureKind, type PictureKind } from './picture-kind.ts';

const MOST_BYTES = 2 ** 26;
const MOST_PIXELS = 2 ** 26;
const WHITE = [255, 255, 255] as const;
const BLACK = [0, 0, 0] as const;

/** How to read a picture's file. */
export interface ReadPictureOptions {
  /** What shows through where the picture is transparent: red, green, blue, 0 to 255 (default white). */
  readonly background?: readonly [red: number, green: number, blue: number];
  /** The largest file in bytes (default 2^26, that is 64 MiB). */
  readonly mostBytes?: number;
  /** The largest picture in pixels, by its header and before anything is decoded (default 2^26, that is 8192 × 8192). */
  readonly mostPixels?: number;
}

/** A picture out of a file. */
export interface FilePicture extends RgbImage {
  /** How opaque each pixel is in the file, 0 to 255, row by row; `undefined` when the file has no alpha channel. */
  readonly alpha: Uint8Array | undefined;
}

/**
 * Read a PNG, JPEG, WebP, GIF or AVIF file as 8-bit sRGB; of an animation the first frame.
 *
 * The picture is turned as its EXIF orientation says. Colours of an ICC profile, CMYK and grey become sRGB; of 16 bits
 * the upper 8 are taken. Transparent parts are laid on `background` (Pillow's `convert("RGB")` drops the alpha channel
 * instead); `alpha` tells them.
 *
 * @throws UnreadablePictureError for other files (SVG, HEIC, TIFF, text, …), empty, damaged and cut-off ones
 * @throws PictureTooLargeError for more bytes or pixels than allowed, before anything is decoded
 */
export async function readPicture(file: Uint8Array, options: ReadPictureOptions = {}): Promise<FilePicture> {
  const kind = requireKind(file, options.mostBytes ?? MOST_BYTES);
  const mostPixels = options.mostPixels ?? MOST_PIXELS;
  await requireSize(file, kind, mostPixels);
  try {
    const { data, info } = await sharp(file, { failOn: 'error', limitInputPixels: mostPixels })
      .autoOrient()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return separateAlpha(data, info, options.background ?? WHITE);
  } catch (cause) {
    throw createDamagedError(kind, cause);
  }
}

/** Where a mask is taken from; see `readMask`. */
export interface ReadMaskOptions extends Omit<ReadPictureOptions, 'background'> {
  /** `brightness` (default): white is repainted. `alpha`: what is transparent is repainted. */
  readonly from?: 'brightness' | 'alpha';
}

/**
 * Read a mask for inpainting out of a picture's file: white is repainted, black is kept.
 *
 * By brightness, transparent parts count as black. By `alpha` the transparent parts are repainted and the opaque ones
 * kept, whatever their colour.
 *
 * @throws UnreadablePictureError, PictureTooLargeError as `readPicture`; also for a mask by `alpha` without that channel
 */
export async function readMask(file: Uint8Array, options: ReadMaskOptions = {}): Promise<RgbImage> {
  const { width, height, rgb, alpha } = await readPicture(file, { ...options, background: BLACK });
  if (options.from !== 'alpha') return { width, height, rgb };
  if (alpha === undefined) {
    throw new UnreadablePictureError(
      'The mask should be taken from the transparent parts, but the file has no alpha channel. Give a PNG or WebP with one, or a black and white mask by brightness.',
    );
  }
  return {
    width,
    height,
    rgb: Uint8Array.from({ length: alpha.length * 3 }, (_, i) => 255 - alpha[Math.floor(i / 3)]!),
  };
}

function requireKind(file: Uint8Array, mostBytes: number): PictureKind {
  if (!(file instanceof Uint8Array)) {
    throw new UnreadablePictureError("A picture is read from its file's bytes. Give a Uint8Array.");
  }
  if (file.length > mostBytes) {
    throw new PictureTooLargeError(
      `The file has ${file.length} bytes; at most ${mostBytes} are read. Save the picture smaller, or raise mostBytes.`,
    );
  }
  const { kind, problem } = findPictureKind(file);
  if (kind === undefined) throw new UnreadablePictureError(problem);
  return kind;
}

/** The header alone is read here: a file of a few bytes can claim any size. */
async function requireSize(file: Uint8Array, kind: PictureKind, mostPixels: number): Promise<void> {
  const { width, height } = await sharp(file, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw createDamagedError(kind, cause);
    });
  if (width * height <= mostPixels) return;
  const edge = Math.floor(Math.sqrt(mostPixels));
  throw new PictureTooLargeError(
    `The picture has ${width} × ${height} pixels; at most ${mostPixels} are read, such as ${edge} × ${edge}. Scale it down, or raise mostPixels.`,
  );
}

function createDamagedError({ title }: PictureKind, cause: unknown): UnreadablePictureError {
  const reason = cause instanceof Error ? cause.message.split('\n')[0]!.trim() : String(cause);
  return new UnreadablePictureError(`The ${title} file is damaged or cut off (${reason}). Copy or save it again.`, {
    cause,
  });
}

function separateAlpha(
  data: Uint8Array,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
  background: readonly number[],
): FilePicture {
  if (channels === 3)
    return { width, height, rgb: new Uint8Array(data.buffer, data.byteOffset, data.length), alpha: undefined };
  const rgb = new Uint8Array(width * height * 3);
  const alpha = new Uint8Array(width * height);
  for (let pixel = 0; pixel < alpha.length; pixel += 1) {
    const opacity = data[pixel * 4 + 3]!;
    alpha[pixel] = opacity;
    for (let channel = 0; channel < 3; channel += 1) {
      const mixed = data[pixel * 4 + channel]! * opacity + background[channel]! * (255 - opacity);
      rgb[pixel * 3 + channel] = Math.round(mixed / 255);
    }
  }
  return { width, height, rgb, alpha };
}
