import sharp from 'sharp';
import { InvalidSettingsError } from '../errors.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { insertJpegText } from './jpeg-text.ts';
import { requirePicture } from './picture-limits.ts';
import type { PictureFormat, PictureSettings } from './picture-settings.ts';
import { createEmbeddedText } from './picture-text.ts';
import { insertPngText } from './png-text.ts';
import { insertWebpText } from './webp-text.ts';

const PNG_COMPRESSION_LEVEL = 6;
const DEFAULT_QUALITY = 92;
const PREVIEW_QUALITY = 75;

/** How to write a picture's file. */
export interface EncodePictureOptions {
  readonly format: PictureFormat;
  /** A whole number from 1 to 100, for JPEG and WebP (default 92); PNG loses nothing. */
  readonly quality?: number;
  /** Settings to put into the file; without them it holds the picture only. */
  readonly settings?: PictureSettings;
}

/**
 * A picture as a PNG, JPEG or WebP file.
 *
 * With `settings` the file carries them twice: as AUTOMATIC1111's text (PNG: text chunk `parameters`; JPEG and WebP:
 * Exif user comment) and exactly, as JSON (PNG: text chunk `starweave`; JPEG and WebP: XMP). In a JPEG each of them is
 * left out where it doesn't fit into 64 kB. The same arguments always give the same bytes: there are no dates.
 *
 * @throws InvalidSettingsError for bytes that don't fit the picture's size, another format, and a quality beyond 1 to 100
 */
export async function encodePicture(image: RgbImage, options: EncodePictureOptions): Promise<Uint8Array> {
  requirePicture('image', image);
  const quality = requireQuality(options.quality ?? DEFAULT_QUALITY);
  const { width, height, rgb } = image;
  const raw = sharp(rgb, { raw: { width, height, channels: 3 } });
  const text = options.settings && createEmbeddedText(options.settings);
  switch (options.format) {
    case 'png': {
      const png = await raw.png({ compressionLevel: PNG_COMPRESSION_LEVEL }).toBuffer();
      return text === undefined ? png : insertPngText(png, text);
    }
    case 'jpeg': {
      const jpeg = await raw.jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
      return text === undefined ? jpeg : insertJpegText(jpeg, text);
    }
    case 'webp': {
      const webp = await raw.webp({ quality }).toBuffer();
      return text === undefined ? webp : insertWebpText(webp, text, image);
    }
    default:
      throw new InvalidSettingsError(
        'format',
        `The format can't be "${String(options.format)}": give one of png, jpeg, webp.`,
      );
  }
}

function requireQuality(quality: number): number {
  if (Number.isSafeInteger(quality) && quality >= 1 && quality <= 100) return quality;
  throw new InvalidSettingsError('quality', `The quality can't be ${quality}: give a whole number from 1 to 100.`);
}

/** A preview as a small JPEG file, smoothly enlarged to this size. Throws `InvalidSettingsError` as `encodePicture`. */
export async function encodePreview(
  preview: RgbImage,
  size: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  requirePicture('preview', preview);
  const { width, height, rgb } = preview;
  return await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
    .jpeg({ quality: PREVIEW_QUALITY })
    .toBuffer();
}
