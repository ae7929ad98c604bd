import { InvalidSettingsError } from '../errors.ts';
import type { Network } from '../onnx/network.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { computePreview, type LatentRgbTable } from './latent-preview.ts';
import type { PreviewMethod } from './preview-method.ts';
import { decodeTiny, type TinyDecoder } from './tiny-decoder.ts';

/** What a request says about previews. */
export interface PreviewSettings {
  readonly preview?: PreviewMethod;
  readonly previewEvery?: number;
}

/** What a model has for previews. */
export interface PreviewSources {
  readonly table: LatentRgbTable | undefined;
  readonly tinyDecoder: TinyDecoder | undefined;
  readonly getNetwork: (component: string) => Promise<Network>;
  readonly clock: () => number;
}

/** A step's latents. */
export interface PreviewStep {
  /** Steps done, from 1 to `steps`. */
  readonly step: number;
  readonly steps: number;
  readonly latents: Float32Array;
  readonly latentDims: readonly [channels: number, height: number, width: number];
}

/** Where nobody says how often, tiny decoding takes at most this share of the time. */
const TINY_SHARE = 0.1;
const LARGEST_INTERVAL = 1000;
const methods: readonly PreviewMethod[] = ['factors', 'tiny decoder', 'none'];

/** Throws `InvalidSettingsError` for preview settings that can't be followed. */
export function requirePreviewSettings({ preview, previewEvery }: PreviewSettings): void {
  if (preview !== undefined && !methods.includes(preview)) {
    throw new InvalidSettingsError('preview', `The preview can't be "${preview}": give one of ${methods.join(', ')}.`);
  }
  if (previewEvery === undefined) return;
  if (Number.isSafeInteger(previewEvery) && previewEvery >= 1 && previewEvery <= LARGEST_INTERVAL) return;
  throw new InvalidSettingsError(
    'previewEvery',
    `The previewEvery can't be ${previewEvery}: give a whole number of steps from 1 to ${LARGEST_INTERVAL}.`,
  );
}

/**
 * Makes the previews of one picture. A preview never fails: where the tiny decoder can't be loaded or run, the table takes
 * over, and where there is none, there is no preview.
 */
export class PreviewMaker {
  readonly #settings: PreviewSettings;
  readonly #sources: PreviewSources;
  #tinyDecoder: TinyDecoder | undefined;
  /** When the tiny decoder may run again. */
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(settings: PreviewSettings, sources: PreviewSources) {
    this.#settings = settings;
    this.#sources = sources;
    const { preview = sources.tinyDecoder === undefined ? 'factors' : 'tiny decoder' } = settings;
    this.#tinyDecoder = preview === 'tiny decoder' ? sources.tinyDecoder : undefined;
  }

  /** The preview of a step; `undefined` where it gets none. */
  async make(step: PreviewStep): Promise<RgbImage | undefined> {
    const { preview, previewEvery = 1 } = this.#settings;
    if (preview === 'none') return undefined;
    if (step.step % previewEvery !== 0 && step.step !== step.steps) return undefined;
    if (this.#tinyDecoder !== undefined) {
      if (this.#settings.previewEvery === undefined && this.#sources.clock() < this.#nextAt) return undefined;
      const decoded = await this.#decode(this.#tinyDecoder, step);
      if (decoded !== undefined) return decoded;
    }
    return this.#sources.table && computePreview(step.latents, step.latentDims, this.#sources.table);
  }

  async #decode(tinyDecoder: TinyDecoder, { latents, latentDims }: PreviewStep): Promise<RgbImage | undefined> {
    const { clock, getNetwork } = this.#sources;
    try {
      const network = await getNetwork(tinyDecoder.component);
      const startedAt = clock();
      const decoded = await decodeTiny(network, tinyDecoder, { latents, latentDims });
      const endedAt = clock();
      this.#nextAt = endedAt + (endedAt - startedAt) * (1 / TINY_SHARE - 1);
      return decoded;
    } catch {
      this.#tinyDecoder = undefined;
      return undefined;
    }
  }
}
