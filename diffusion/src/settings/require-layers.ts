import { InvalidSettingsError } from '../errors.ts';
import type { TextEncoderPart } from '../model-folder/model-contents.ts';
import type { ResolvedSettings } from '../pipelines/text-to-image-types.ts';

/** Every text encoder must have as many layers as `clipSkip` leaves out, beside the last, and one more. */
export function requireLayers({ clipSkip }: ResolvedSettings, textEncoders: readonly TextEncoderPart[]): void {
  for (const { component, layers } of textEncoders) {
    if (clipSkip === 0 || layers === undefined || clipSkip < layers) continue;
    throw new InvalidSettingsError(
      'clipSkip',
      `A clipSkip of ${clipSkip} leaves nothing of the ${component}, which has ${layers} layers. Give at most ${layers - 1}.`,
    );
  }
}
