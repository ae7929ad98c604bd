import { type NormalSource, TorchGenerator } from '@starweave/numerics';
import type { ModelParts } from '../model-folder/model-contents.ts';
import type { ModelFacts } from '../model-folder/model-facts.ts';
import { computePreview, type LatentRgbTable } from '../previews/latent-preview.ts';
import type { Scheduler, SchedulerRun } from '../schedulers/scheduler.ts';
import type { Conditioning } from '../stages/conditioning.ts';
import { decodeLatents } from '../stages/decode-latents.ts';
import { type DenoisedStep, denoise } from '../stages/denoise.ts';
import { type EncodedSource, sampleSource } from '../stages/encode-source.ts';
import { drawNoise, type OtherNoise, scaleNoise } from '../stages/prepare-latents.ts';
import type { NetworkSet } from './network-set.ts';
import type { RequestTimer } from './request-timer.ts';
import type { GeneratedImage, ResolvedSettings, TextToImageRequest } from './text-to-image-types.ts';

/** A model in memory. */
export interface LoadedModel {
  readonly facts: ModelFacts;
  readonly parts: ModelParts;
  readonly networks: NetworkSet;
  readonly clock: () => number;
}

/** One request on its way: what all of its pictures share. */
export interface Job {
  readonly request: TextToImageRequest;
  readonly settings: ResolvedSettings;
  readonly scheduler: Scheduler;
  readonly timer: RequestTimer;
  readonly conditioning: Conditioning;
  /** The picture to start from; noise without one. */
  readonly source: EncodedSource | undefined;
}

type LatentDims = readonly [channels: number, height: number, width: number];

/** Paint one picture of a request: its own generator gives the source's sample, the first noise, and the steps' noise. */
export async function paintPicture(model: LoadedModel, job: Job, picture: number): Promise<GeneratedImage> {
  const { settings, timer, request } = job;
  const { networks, parts } = model;
  const { channels, scaleFactor } = parts.latentSpace;
  const latentDims = [channels, settings.height / scaleFactor, settings.width / scaleFactor] as const;
  const seed = settings.seed + BigInt(picture);
  const generator = new TorchGenerator(seed);
  // diffusers' pipelines pass an eta of 0, which for TCD is not the scheduler's own default.
  const run = job.scheduler.start({ steps: settings.steps, generator, eta: 0 });
  const startIndex = job.source === undefined ? 0 : computeStartIndex(settings, job.scheduler.order);
  const other = createOtherNoise(request, picture);
  const progress = { picture, startIndex, steps: run.timesteps.length - startIndex, latentDims };
  const denoised = await denoise({
    unet: await networks.get('unet'),
    run,
    latents: createFirstLatents({ model, job, run, generator, startIndex, latentDims, other }),
    latentDims,
    conditioning: job.conditioning,
    guidanceScale: settings.guidanceScale,
    startIndex,
    signal: request.signal,
    onStep: (step) => reportStep(job, parts.latentRgb, { ...step, ...progress }),
  });
  timer.add('unet', denoised.elapsed);
  const { width, height, rgb, elapsed } = await decodeLatents({
    vaeDecoder: await networks.get('vae_decoder'),
    latents: denoised.latents,
    latentDims,
    latentSpace: parts.latentSpace,
    signal: request.signal,
  });
  timer.add('vaeDecoder', elapsed);
  return { width, height, rgb, seed };
}

/** Skip the share of the steps that `strength` leaves out; a step of order 2 has two timesteps. */
function computeStartIndex({ steps, strength = 1 }: ResolvedSettings, order: number): number {
  return Math.max(0, steps - Math.trunc(steps * strength)) * order;
}

interface FirstLatentsOptions {
  readonly model: LoadedModel;
  readonly job: Job;
  readonly run: SchedulerRun;
  readonly generator: NormalSource;
  readonly startIndex: number;
  readonly latentDims: LatentDims;
  readonly other: OtherNoise | undefined;
}

function createFirstLatents(options: FirstLatentsOptions): Float32Array {
  const { job, run, generator, startIndex, other } = options;
  const [channels, height, width] = options.latentDims;
  const count = channels * height * width;
  if (job.source === undefined) return scaleNoise(drawNoise(count, generator, other), run.initNoiseSigma);
  const latents = sampleSource(job.source, generator, options.model.parts.latentSpace);
  const noise = drawNoise(count, generator, other);
  run.beginAt(startIndex);
  return run.addNoise(latents, noise, run.timesteps[startIndex]!);
}

function createOtherNoise({ variation }: TextToImageRequest, picture: number): OtherNoise | undefined {
  if (variation === undefined) return undefined;
  return { generator: new TorchGenerator(BigInt(variation.seed) + BigInt(picture)), strength: variation.strength };
}

interface ReportedStep extends DenoisedStep {
  readonly picture: number;
  readonly startIndex: number;
  readonly steps: number;
  readonly latentDims: LatentDims;
}

async function reportStep(job: Job, table: LatentRgbTable | undefined, step: ReportedStep): Promise<void> {
  const { onStep } = job.request;
  if (onStep === undefined) return;
  const progress = {
    picture: step.picture,
    pictures: job.settings.count,
    step: step.index - step.startIndex + 1,
    steps: step.steps,
    timestep: step.timestep,
    latents: step.latents,
    preview: table && computePreview(step.predictedOriginal ?? step.latents, step.latentDims, table),
  };
  await job.timer.timeCallback(() => onStep(progress));
}
