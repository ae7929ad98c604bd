import { TorchGenerator } from '@starweave/numerics';
import { ModelRunError } from '../errors.ts';
import type { ModelParts } from '../model-folder/model-contents.ts';
import type { ModelFacts } from '../model-folder/model-facts.ts';
import type { NetworkSet } from '../onnx/network-set.ts';
import { PreviewMaker } from '../previews/preview-maker.ts';
import type { Scheduler } from '../schedulers/scheduler.ts';
import type { Conditioning } from '../stages/conditioning.ts';
import { decodeLatents } from '../stages/decode-latents.ts';
import { type DenoisedStep, denoise } from '../stages/denoise.ts';
import type { OtherNoise } from '../stages/prepare-latents.ts';
import { planVaeTiles, type VaeTiling } from '../stages/vae-tiling.ts';
import type { TokenVocabulary } from '../textual-inversion/token-vocabulary.ts';
import { createFirstLatents, type PaintSource } from './first-latents.ts';
import { type EncodedInpainting, startInpainting } from './inpainting-latents.ts';
import { planWalk } from './plan-walk.ts';
import type { RequestTimer } from './request-timer.ts';
import type { GeneratedImage, LatentPicture, ResolvedSettings, TextToImageRequest } from './text-to-image-types.ts';

/** A model in memory. */
export interface LoadedModel {
  readonly facts: ModelFacts;
  readonly parts: ModelParts;
  readonly networks: NetworkSet;
  readonly vocabulary: TokenVocabulary;
  /** Whether the U-Net takes prompts of more than one chunk. */
  readonly takesChunks: boolean;
  readonly vaeTiling: VaeTiling;
  readonly clock: () => number;
}

/** One request on its way: what all of its pictures share. */
export interface Job {
  readonly request: TextToImageRequest;
  readonly settings: ResolvedSettings;
  readonly scheduler: Scheduler;
  readonly timer: RequestTimer;
  /** Of every prompt, in order. */
  readonly conditionings: readonly Conditioning[];
  /** The picture to start from; noise without one. */
  readonly source: PaintSource | undefined;
  /** The picture to repaint a part of, and which part. */
  readonly inpainting: EncodedInpainting | undefined;
}

type LatentDims = readonly [channels: number, height: number, width: number];

/** What all pictures of a request came to; `images` or `latents` is empty, as `output` asks. */
export interface PaintedPictures {
  readonly images: readonly GeneratedImage[];
  readonly latents: readonly LatentPicture[];
}

/** Paint the pictures of a request, one after the other: all of the first prompt, then those of the next. */
export async function paintPictures(model: LoadedModel, job: Job): Promise<PaintedPictures> {
  const images: GeneratedImage[] = [];
  const latents: LatentPicture[] = [];
  for (const [picture, seed] of job.settings.seeds.entries()) {
    const painted = await paintLatents(model, job, picture);
    if (job.request.output === 'latents') {
      const { width, height } = job.settings;
      latents.push({ width, height, latents: painted.latents.slice() });
    } else {
      const image = await decodePicture(model, job, { ...painted, seed });
      images.push(image);
      await job.timer.timeCallback(() => job.request.onImage?.(image, picture));
    }
  }
  return { images, latents };
}

interface PaintedLatents {
  readonly latents: Float32Array;
  readonly latentDims: LatentDims;
}

/** One picture's latents: its own generator gives the source's sample, the first noise, and the steps' noise. */
async function paintLatents(model: LoadedModel, job: Job, picture: number): Promise<PaintedLatents> {
  const { settings, request } = job;
  const { family, latentSpace } = model.parts;
  const { channels, scaleFactor } = latentSpace;
  const latentDims = [channels, settings.height / scaleFactor, settings.width / scaleFactor] as const;
  const count = channels * latentDims[1] * latentDims[2];
  const generator = new TorchGenerator(settings.seeds[picture]!);
  const walk = planWalk({ scheduler: job.scheduler, family }, settings, generator);
  const progress = { picture, startIndex: walk.startIndex, steps: walk.endIndex - walk.startIndex, latentDims };
  const first = {
    ...{ walk, generator, count, latentSpace },
    source: job.source,
    noise: request.latents?.subarray(picture * count, (picture + 1) * count),
    other: createOtherNoise(request, picture),
  };
  const previews = createPreviewMaker(model, request);
  const { inpainting } = job;
  const start = inpainting && startInpainting({ ...first, inpainting, settings });
  const denoised = await denoise({
    unet: await model.networks.get('unet'),
    latents: start?.latents ?? createFirstLatents(first),
    latentDims,
    extraChannels: start?.extraChannels,
    afterStep: start?.afterStep,
    ...walk,
    conditioning: job.conditionings[Math.floor(picture / settings.count)]!,
    guidanceScale: settings.guidanceScale,
    guidanceRescale: settings.guidanceRescale,
    signal: request.signal,
    onStep: (step) => reportStep(job, previews, { ...step, ...progress }),
  });
  job.timer.add('unet', denoised.elapsed);
  if (!denoised.latents.every(Number.isFinite)) throw createNotANumberError(settings);
  return { latents: denoised.latents, latentDims };
}

function createNotANumberError({ scheduler, steps }: ResolvedSettings): ModelRunError {
  return new ModelRunError(
    'unet',
    `${steps} steps of ${scheduler} ended in values that aren't numbers. Take more steps, another scheduler or a lower guidance scale; a half-precision U-Net may overflow as well.`,
  );
}

async function decodePicture(
  { networks, parts, vaeTiling }: LoadedModel,
  job: Job,
  { seed, ...painted }: PaintedLatents & { readonly seed: bigint },
): Promise<GeneratedImage> {
  const { width, height, rgb, elapsed } = await decodeLatents({
    vaeDecoder: await networks.get('vae_decoder'),
    ...painted,
    latentSpace: parts.latentSpace,
    tiles: planVaeTiles(vaeTiling, 'vae_decoder', job.settings),
    signal: job.request.signal,
  });
  job.timer.add('vaeDecoder', elapsed);
  const image = { width, height, rgb };
  return { ...(job.inpainting === undefined ? image : await job.inpainting.finish(image)), seed };
}

function createOtherNoise({ variation }: TextToImageRequest, picture: number): OtherNoise | undefined {
  if (variation === undefined) return undefined;
  return { generator: new TorchGenerator(BigInt(variation.seed) + BigInt(picture)), strength: variation.strength };
}

function createPreviewMaker({ parts, networks, clock }: LoadedModel, request: TextToImageRequest): PreviewMaker {
  const { latentRgb: table, tinyDecoder } = parts;
  return new PreviewMaker(request, { table, tinyDecoder, getNetwork: (component) => networks.get(component), clock });
}

interface ReportedStep extends DenoisedStep {
  readonly picture: number;
  readonly startIndex: number;
  readonly steps: number;
  readonly latentDims: LatentDims;
}

async function reportStep(job: Job, previews: PreviewMaker, step: ReportedStep): Promise<void> {
  const { onStep } = job.request;
  if (onStep === undefined) return;
  const progress = {
    picture: step.picture,
    pictures: job.settings.seeds.length,
    step: step.index - step.startIndex + 1,
    steps: step.steps,
    timestep: step.timestep,
    latents: step.latents,
  };
  const sample = { latents: step.predictedOriginal ?? step.latents, latentDims: step.latentDims };
  const preview = await previews.make({ ...progress, ...sample });
  await job.timer.timeCallback(() => onStep({ ...progress, preview }));
}
