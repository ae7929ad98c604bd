import sharp from 'sharp';
import type { PictureSize } from '../model-folder/model-facts.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';

/** A picture in another size: filled by enlarging or shrinking (Lanczos), what sticks out cut off evenly. */
export async function fitPicture(image: RgbImage, { width, height }: PictureSize): Promise<RgbImage> {
  if (image.width === width && image.height === height) return image;
  const rgb = await sharp(image.rgb, { raw: { width: image.width, height: image.height, channels: 3 } })
    .resize(width, height, { fit: 'cover', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  return { width, height, rgb };
}
