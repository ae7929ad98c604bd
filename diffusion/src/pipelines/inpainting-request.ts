import type { ImageToImageRequest, RgbImage } from './text-to-image-types.ts';

/**
 * What to paint anew in a picture: the white part of a mask; the black part is kept.
 *
 * U-Nets with nine channels, trained for it, see the mask and the masked picture at every step. With ordinary ones the
 * kept part is taken from the source after every step, with the noise that belongs there. As in diffusers, what is kept
 * goes through the autoencoder once, so that it changes a little: `keepOriginal` lays the source's own pixels back.
 */
export interface InpaintingRequest extends ImageToImageRequest {
  /** The picture; latents can't be given here. */
  readonly source: RgbImage;
  /**
   * What to repaint, by brightness: from 50 % on it is repainted. A mask of another size or shape is stretched over the
   * source, and then fitted as it is.
   */
  readonly mask: RgbImage;
  /**
   * How much of the masked part may change, above 0 to 1 (default 1, Stable Diffusion XL 0.9999). At 1 it begins as noise
   * alone; below, the source shines through.
   */
  readonly strength?: number;
  /**
   * Paint only the region around the mask, this many pixels of the source wider on each side, 0 to 4096, at the size
   * that is painted (default then: the model's own), and lay it into the source: `padding_mask_crop` in diffusers. The
   * finished picture has the source's size, and what is black in the mask has the source's bytes.
   */
  readonly maskPadding?: number;
  /**
   * Blur the mask first, by a Gaussian with this standard deviation in the mask's pixels, 0 (default) to 512. What is
   * repainted is still decided at 50 %; the soft edge shows where the source is laid back, by `keepOriginal` or
   * `maskPadding`.
   */
  readonly maskBlur?: number;
  /**
   * Lay the source, fitted to the size that is painted, over the finished picture where the mask is black, byte for byte,
   * and blended where it is grey (default false, as in diffusers).
   */
  readonly keepOriginal?: boolean;
}
