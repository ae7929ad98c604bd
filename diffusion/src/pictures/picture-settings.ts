/** How a picture was made, as it travels inside of its file. Holds nothing that varies between runs of one request. */
export interface PictureSettings {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly guidanceScale: number;
  /** Decimal, because JSON numbers end at 2^53. */
  readonly seed: string;
  /** Scheduler class in diffusers' vocabulary. */
  readonly scheduler: string;
  /** Filled where the starting noise was blended towards that of another seed. */
  readonly variation?: { readonly strength: number; readonly seed: string };
  readonly model: {
    readonly id: string;
    readonly name: string;
    /** Hexadecimal digest of the model's weights, where known. */
    readonly hash?: string;
  };
  /** The program that made it, with its version, such as `Starweave 0.1.0`. */
  readonly software?: string;
}

/** What `readPictureSettings` found in a file. */
export interface PictureText {
  /** AUTOMATIC1111's text: prompt, negative prompt and `Key: value` pairs; other programs write it too. */
  readonly parameters: string | undefined;
  /** Our own settings, exact; only in files that Starweave wrote. */
  readonly settings: PictureSettings | undefined;
}

/** The file formats that `encodePicture` writes. */
export type PictureFormat = 'png' | 'jpeg' | 'webp';
