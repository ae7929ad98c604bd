import sharp from 'sharp';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { insertJpegText } from './jpeg-text.ts';
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
  /** 1 to 100 for JPEG and WebP (default 92); PNG loses nothing. */
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
 */
export async function encodePicture(image: RgbImage, options: EncodePictureOptions): Promise<Uint8Array> {
  const { width, height, rgb } = image;
  const raw = sharp(rgb, { raw: { width, height, channels: 3 } });
  const text = options.settings && createEmbeddedText(options.settings);
  const quality = options.quality ?? DEFAULT_QUALITY;
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
  }
}

/** A preview as a small JPEG file, smoothly enlarged to this size. */
export async function encodePreview(
  preview: RgbImage,
  size: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  const { width, height, rgb } = preview;
  return await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
    .jpeg({ quality: PREVIEW_QUALITY })
    .toBuffer();
}
