import { setImmediate as nextTurn } from 'node:timers/promises';
import { guide, isGuided } from '../guidance/classifier-free-guidance.ts';
import type { Network } from '../onnx/network.ts';
import type { FloatTensor } from '../onnx/tensor.ts';
import type { SchedulerRun } from '../schedulers/scheduler.ts';

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
  /** [1, tokens, width]; the negative one is there when there is guidance. */
  readonly promptEmbeddings: FloatTensor;
  readonly negativeEmbeddings: FloatTensor | undefined;
  readonly guidanceScale: number;
  /** Channels that the U-Net sees after the sample's own at every step, [channels, height, width]; none by default. */
  readonly extraChannels?: Float32Array | undefined;
  /** What becomes of the sample after each step, given the timestep that comes next; may return the same array. */
  readonly afterStep?: ((previous: Float32Array, nextTimestep: number | undefined) => Float32Array) | undefined;
  /** Index of the first timestep, for a walk that starts in the middle (default 0). */
  readonly startIndex?: number;
  readonly signal: AbortSignal | undefined;
  readonly onStep: (step: DenoisedStep) => Promise<void>;
}

/** The clean sample, and the time in ONNX Runtime. */
export interface DenoisedLatents {
  readonly latents: Float32Array;
  readonly elapsed: number;
}

/** Walk the scheduler's timesteps from noise to a clean sample. Throws the signal's reason when it aborts. */
export async function denoise(options: DenoiseOptions): Promise<DenoisedLatents> {
  const { unet, run, negativeEmbeddings, signal } = options;
  const guided = negativeEmbeddings !== undefined && isGuided(options.guidanceScale);
  const batchSize = guided ? 2 : 1;
  const { dims, modelInput, itemLength } = createModelInput(options, batchSize);
  const embeddings = guided ? stack(negativeEmbeddings, options.promptEmbeddings) : options.promptEmbeddings;
  let guidedOutput = new Float32Array(options.latents.length);
  let latents = options.latents;
  let elapsed = 0;
  for (let index = options.startIndex ?? 0; index < run.timesteps.length; index += 1) {
    // ONNX Runtime blocks this thread; without a turn of the event loop an abort could never arrive.
    await nextTurn();
    signal?.throwIfAborted();
    const timestep = run.timesteps[index]!;
    const scaled = run.scaleModelInput(latents, timestep);
    for (let item = 0; item < batchSize; item += 1) modelInput.set(scaled, item * itemLength);
    const unetRun = await unet.run(
      {
        sample: { data: modelInput, dims },
        timestep: { value: timestep, batchSize },
        encoder_hidden_states: embeddings,
      },
      ['out_sample'],
    );
    elapsed += unetRun.elapsed;
    const output = unetRun.output.data;
    // Networks that also predict a variance give twice the channels.
    if (guided && output.length !== guidedOutput.length * 2) guidedOutput = new Float32Array(output.length / 2);
    const step = run.step(guided ? guide(output, options.guidanceScale, guidedOutput) : output, timestep, latents);
    latents = options.afterStep?.(step.previous, run.timesteps[index + 1]) ?? step.previous;
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

function stack(first: FloatTensor, second: FloatTensor): FloatTensor {
  const data = new Float32Array(first.data.length + second.data.length);
  data.set(first.data);
  data.set(second.data, first.data.length);
  return { data, dims: [2, ...first.dims.slice(1)] };
}
