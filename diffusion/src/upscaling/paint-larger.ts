import { TorchGenerator } from '@starweave/numerics';
import { isGuided } from '../guidance/classifier-free-guidance.ts';
import type { NetworkSet } from '../onnx/network-set.ts';
import { fitPicture } from '../pictures/fit-picture.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { computePreview } from '../previews/latent-preview.ts';
import { findLatentRgbTable } from '../previews/latent-rgb-tables.ts';
import { readPrompt } from '../prompts/read-prompt.ts';
import type { Scheduler, SchedulerRun } from '../schedulers/scheduler.ts';
import { type Conditioning, createConditioning, type PromptInputs } from '../stages/conditioning.ts';
import { decodeLatents } from '../stages/decode-latents.ts';
import { type DenoisedStep, denoise } from '../stages/denoise.ts';
import { encodePrompt } from '../stages/encode-prompt.ts';
import { encodeSource, sampleSource, separatePlanes } from '../stages/encode-source.ts';
import { drawNoise, scaleNoise } from '../stages/prepare-latents.ts';
import type { DiffusionUpscaleRequest } from './diffusion-upscaler.ts';
import { enlargeLatents } from './enlarge-latents.ts';
import { createPreconditionedUnet } from './preconditioned-unet.ts';
import type { UpscalerParts } from './read-upscaler-folder.ts';
import { isLatents, type ResolvedUpscale } from './resolve-upscale-request.ts';

/** One request on its way. */
export interface UpscaleJob {
  readonly parts: UpscalerParts;
  readonly networks: NetworkSet;
  readonly request: DiffusionUpscaleRequest;
  readonly settings: ResolvedUpscale;
  readonly scheduler: Scheduler;
}

type LatentDims = readonly [channels: number, height: number, width: number];

/** The noise level that the ×2 U-Net is told, always 0: 64 ones and 64 zeros. */
const NO_NOISE = Float32Array.from({ length: 128 }, (_, index) => (index < 64 ? 1 : 0));

/** Paint a picture anew at the larger size. Random numbers are drawn in diffusers' order: for the picture, then the noise. */
export async function paintLarger(job: UpscaleJob): Promise<RgbImage> {
  const { parts, networks, request, settings } = job;
  const { latentSpace, kind } = parts;
  const generator = new TorchGenerator(settings.seed);
  // The ×2 U-Net has a latent for each of the large picture, the ×4 one for each pixel of the small picture.
  const perLatent = kind === 'latents' ? latentSpace.scaleFactor / 2 : 1;
  const { width, height } = settings.size;
  const latentDims: LatentDims = [latentSpace.channels, height / perLatent, width / perLatent];
  const conditioning = await encodeText(job);
  const extraChannels = kind === 'latents' ? await readLatents(job, generator) : await readPicture(job, generator);
  const run = job.scheduler.start({ steps: settings.steps, generator, eta: 0 });
  const noise = drawNoise(latentDims[0] * latentDims[1] * latentDims[2], generator);
  const unet = await networks.get('unet');
  const denoised = await denoise({
    unet: kind === 'latents' ? createPreconditionedUnet(unet, run, latentSpace.channels) : unet,
    ...{ run, latentDims, conditioning, extraChannels },
    latents: scaleNoise(noise, run.initNoiseSigma),
    guidanceScale: settings.guidanceScale,
    signal: request.signal,
    onStep: (step) => reportStep(job, run, { ...step, latentDims }),
  });
  const decoded = await decodeLatents({
    vaeDecoder: await networks.get('vae_decoder'),
    latents: denoised.latents,
    latentDims,
    latentSpace,
    signal: request.signal,
  });
  return { width: decoded.width, height: decoded.height, rgb: decoded.rgb };
}

async function encodeText(job: UpscaleJob): Promise<Conditioning> {
  const { guidanceScale, prompt, negativePrompt } = job.settings;
  const isLatent = job.parts.kind === 'latents';
  const positive = await encodeOne(job, 'prompt', isLatent && guidanceScale === 0 ? '' : prompt);
  const negative = isGuided(guidanceScale) ? await encodeOne(job, 'negativePrompt', negativePrompt) : undefined;
  const conditioning = createConditioning(positive, negative);
  if (isLatent) return conditioning;
  const levels = new Array<number>(conditioning.batchSize).fill(job.settings.noiseLevel);
  const labels = { data: levels, dims: [conditioning.batchSize] };
  return { ...conditioning, inputs: { ...conditioning.inputs, class_labels: labels } };
}

async function encodeOne({ parts, networks }: UpscaleJob, field: string, prompt: string): Promise<PromptInputs> {
  const { tokenizer, layers } = parts.textEncoder;
  const { encoded } = readPrompt(prompt, {
    ...{ field, tokenizer, takesChunks: true },
    ...{ synonyms: new Map<string, string>(), embeddings: [] },
    ...{ syntax: 'weighted', emphasis: 'original', commaBacktrack: 20 },
  });
  const wanted =
    parts.kind === 'latents'
      ? { hidden: `hidden_states.${layers}`, pooled: 'pooler_output' }
      : { hidden: 'last_hidden_state' };
  const { hidden, pooled } = await encodePrompt(await networks.get('text_encoder'), encoded, wanted);
  if (pooled === undefined) return { encoder_hidden_states: hidden };
  const condition = new Float32Array(NO_NOISE.length + pooled.data.length);
  condition.set(NO_NOISE);
  condition.set(pooled.data, NO_NOISE.length);
  return { encoder_hidden_states: hidden, timestep_cond: { data: condition, dims: [1, condition.length] } };
}

/** The small picture's latents, each four times. */
async function readLatents(job: UpscaleJob, generator: TorchGenerator): Promise<Float32Array> {
  const { parts, networks, request, settings } = job;
  const { channels, scaleFactor } = parts.latentSpace;
  const { width, height } = settings.size;
  const dims: LatentDims = [channels, height / scaleFactor, width / scaleFactor];
  const enlarge = (latents: Float32Array) =>
    enlargeLatents(latents, dims, { height: dims[1] * 2, width: dims[2] * 2, method: 'nearest' });
  if (isLatents(request.image)) return enlarge(request.image.latents);
  const image = await fitPicture(request.image, settings.size);
  const source = await encodeSource(await networks.get('vae_encoder'), image, parts.latentSpace);
  return enlarge(sampleSource(source, generator, parts.latentSpace));
}

/** The small picture, −1 to 1, with the noise of its level. */
async function readPicture({ parts, request, settings }: UpscaleJob, generator: TorchGenerator): Promise<Float32Array> {
  const image = await fitPicture(request.image as RgbImage, settings.size);
  const planes = separatePlanes(image);
  const noise = drawNoise(planes.length, generator);
  return parts.lowResolutionScheduler!.start().addNoise(planes, noise, settings.noiseLevel);
}

async function reportStep(
  { request, parts }: UpscaleJob,
  run: SchedulerRun,
  step: DenoisedStep & { readonly latentDims: LatentDims },
): Promise<void> {
  if (request.onStep === undefined) return;
  const table = findLatentRgbTable('upscaler', parts.latentSpace);
  await request.onStep({
    step: step.index + 1,
    steps: run.timesteps.length,
    timestep: step.timestep,
    latents: step.latents,
    preview: table && computePreview(step.predictedOriginal ?? step.latents, step.latentDims, table),
  });
}
