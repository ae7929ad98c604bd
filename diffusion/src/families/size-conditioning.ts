import type { PictureSize } from '../model-folder/model-facts.ts';

/** A place in a picture, in pixels from its top left corner. */
export interface CropCorner {
  /** 0 to 16384. */
  readonly top: number;
  /** 0 to 16384. */
  readonly left: number;
}

/**
 * What Stable Diffusion XL is told about the picture's making, beside the prompt. It was trained with these facts of
 * every picture: a small original size asks for a blurred picture, a corner other than 0, 0 for one that is cut off.
 */
export interface SizeConditioning {
  /** Size of the picture before it was scaled, edges 1 to 16384 (default: the size that is painted). */
  readonly originalSize?: PictureSize;
  /** Where the picture was cut out (default: 0, 0). */
  readonly cropCorner?: CropCorner;
  /** Size that it was scaled to, edges 1 to 16384 (default: the size that is painted). */
  readonly targetSize?: PictureSize;
  /** The same for the negative prompt (default: as for the prompt). From noise it counts only with `negativeTargetSize`. */
  readonly negativeOriginalSize?: PictureSize;
  /** The same for the negative prompt (default: 0, 0). Out of a picture only models with aesthetic scores heed it. */
  readonly negativeCropCorner?: CropCorner;
  /** The same for the negative prompt (default: as for the prompt). From noise it counts only with `negativeOriginalSize`. */
  readonly negativeTargetSize?: PictureSize;
  /** How beautiful the picture is, 0 to 10 (default 6); for models that ask for it, such as the refiner. */
  readonly aestheticScore?: number;
  /** The same for the negative prompt, 0 to 10 (default 2.5). */
  readonly negativeAestheticScore?: number;
}

/** Size conditioning with every default filled in; what stays `undefined` is as for the prompt. */
export interface ResolvedSizeConditioning {
  readonly originalSize: PictureSize;
  readonly cropCorner: CropCorner;
  readonly targetSize: PictureSize;
  readonly negativeOriginalSize: PictureSize | undefined;
  readonly negativeCropCorner: CropCorner;
  readonly negativeTargetSize: PictureSize | undefined;
  readonly aestheticScore: number;
  readonly negativeAestheticScore: number;
}
