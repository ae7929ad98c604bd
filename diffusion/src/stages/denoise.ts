import { setImmediate as nextTurn } from 'node:timers/promises';
import { guide } from '../guidance/classifier-free-guidance.ts';
import { rescaleGuidance } from '../guidance/rescale-guidance.ts';
import type { Network } from '../onnx/network.ts';
import { RunBuffers } from '../onnx/run-buffers.ts';
import type { SchedulerRun } from '../schedulers/scheduler.ts';
import type { Conditioning } from './conditioning.ts';

/** One step that is done; both arrays are valid only during the callback. */
export interface DenoisedStep {
  /** From 0. */
  readonly index: number;
  readonly timestep: number;
  /** The sample after the step. */
  readonly latents: Float32Array;
  /** The step's estimate of the clean sample, where the scheduler computes one. */
  readonly predictedOriginal: Float32Array | undefined;
}

/** What `denoise` needs. */
export interface DenoiseOptions {
  readonly unet: Network;
  readonly run: SchedulerRun;
  /** The first noisy sample, [channels, height, width]. */
  readonly latents: Float32Array;
  readonly latentDims: readonly [channels: number, height: number, width: number];
  /** There is guidance when its batch is of two. */
  readonly conditioning: Conditioning;
  readonly guidanceScale: number;
  /** 0 to 1 (default 0); see `rescaleGuidance`. */
  readonly guidanceRescale?: number | undefined;
  /** Channels that the U-Net sees after the sample's own at every step, [channels, height, width]; none by default. */
  readonly extraChannels?: Float32Array | undefined;
  /** What becomes of the sample after each step, given the timestep that comes next; may return the same array. */
  readonly afterStep?: ((previous: Float32Array, nextTimestep: number | undefined) => Float32Array) | undefined;
  /** Index of the first timestep, for a walk that starts in the middle (default 0). */
  readonly startIndex?: number;
  /** Index after the last timestep, for a walk that another model ends (default: all). */
  readonly endIndex?: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onStep: (step: DenoisedStep) => Promise<void>;
}

/** The clean sample (still noisy where the walk ends early), and the time in ONNX Runtime. */
export interface DenoisedLatents {
  readonly latents: Float32Array;
  readonly elapsed: number;
}

/** Walk the scheduler's timesteps from noise to a clean sample. Throws the signal's reason when it aborts. */
export async function denoise(options: DenoiseOptions): Promise<DenoisedLatents> {
  const { unet, run, signal, guidanceRescale = 0, endIndex = run.timesteps.length } = options;
  const { inputs, batchSize } = options.conditioning;
  const guided = batchSize === 2;
  const { dims, modelInput, itemLength } = createModelInput(options, batchSize);
  const buffers = new RunBuffers();
  let guidedOutput = new Float32Array(options.latents.length);
  let latents = options.latents;
  let elapsed = 0;
  for (let index = options.startIndex ?? 0; index < endIndex; index += 1) {
    // ONNX Runtime blocks this thread; without a turn of the event loop an abort could never arrive.
    await nextTurn();
    signal?.throwIfAborted();
    const timestep = run.timesteps[index]!;
    const scaled = run.scaleModelInput(latents, timestep);
    for (let item = 0; item < batchSize; item += 1) modelInput.set(scaled, item * itemLength);
    const unetRun = await unet.run(
      { ...inputs, sample: { data: modelInput, dims }, timestep: { value: timestep, batchSize } },
      ['out_sample'],
      buffers,
    );
    elapsed += unetRun.elapsed;
    const output = unetRun.output.data;
    // Networks that also predict a variance give twice the channels.
    if (guided && output.length !== guidedOutput.length * 2) guidedOutput = new Float32Array(output.length / 2);
    if (guided) guide(output, options.guidanceScale, guidedOutput);
    if (guided && guidanceRescale > 0) rescaleGuidance(guidedOutput, output, guidanceRescale);
    const step = run.step(guided ? guidedOutput : output, timestep, latents);
    latents =
      options.afterStep?.(step.previous, index + 1 < endIndex ? run.timesteps[index + 1] : undefined) ?? step.previous;
    await options.onStep({ index, timestep, latents, predictedOriginal: step.predictedOriginal });
  }
  return { latents, elapsed };
}

/** The U-Net's input, where the extra channels of every item are there already. */
function createModelInput({ latents, latentDims, extraChannels }: DenoiseOptions, batchSize: number) {
  const [channels, height, width] = latentDims;
  const extraLength = extraChannels?.length ?? 0;
  const itemLength = latents.length + extraLength;
  const modelInput = new Float32Array(itemLength * batchSize);
  for (let item = 0; item < batchSize && extraChannels !== undefined; item += 1) {
    modelInput.set(extraChannels, item * itemLength + latents.length);
  }
  return { dims: [batchSize, channels + extraLength / (height * width), height, width], modelInput, itemLength };
}
