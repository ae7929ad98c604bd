import type { JsonObject } from '../tokenizers/tokenizer-files.ts';
import { findNumber } from './read-numbers.ts';

/** What an autoencoder's configuration says about its size. */
export interface AutoencoderShape {
  /** Channels of each level, from the pixels inwards. */
  readonly channels: readonly number[];
  /** The edge in pixels that it was made for. */
  readonly sampleSize: number;
}

/** What Stable Diffusion has, where a configuration doesn't say. */
const usualShape: AutoencoderShape = { channels: [128, 256, 512, 512], sampleSize: 512 };

/** The shape of an autoencoder by its configuration; legacy exports have none. */
export function readAutoencoderShape(config: JsonObject | undefined): AutoencoderShape {
  const levels = config?.block_out_channels;
  const isList = Array.isArray(levels) && levels.length > 0 && levels.every((level) => Number.isSafeInteger(level));
  return {
    channels: isList ? (levels as number[]) : usualShape.channels,
    sampleSize: findNumber(config, 'sample_size') ?? usualShape.sampleSize,
  };
}
