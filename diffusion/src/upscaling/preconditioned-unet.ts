import type { Feeds, Network } from '../onnx/network.ts';
import type { PerItemNumber, Tensor } from '../onnx/tensor.ts';
import type { SchedulerRun } from '../schedulers/scheduler.ts';

/**
 * The latent upscaler's U-Net as a network that predicts the clean sample.
 *
 * With c = 1 / √(σ² + 1) and the scaled sample s = c·x that a scheduler hands over, the clean sample is
 * c·s + σ·c·F(s, image, ln(σ) / 4), where F's last channel (a variance) isn't used: Karras et al. (2022), table 1, as in
 * diffusers' pipeline_stable_diffusion_latent_upscale.py.
 */
export function createPreconditionedUnet(unet: Network, run: SchedulerRun, channels: number): Network {
  const buffers = { output: new Float32Array(0) };
  return {
    component: unet.component,
    inputs: unet.inputs,
    outputNames: unet.outputNames,
    release: () => unet.release(),
    run: async (feeds: Feeds, outputs) => {
      const { value, batchSize } = feeds.timestep as PerItemNumber;
      const sigma = findSigma(run, value);
      const timestep = { value: Math.fround(Math.fround(Math.log(sigma)) * 0.25), batchSize };
      const result = await unet.run({ ...feeds, timestep }, outputs);
      const [, , height, width] = (feeds.sample as Tensor).dims as [number, number, number, number];
      const length = channels * height * width;
      if (buffers.output.length !== length * batchSize) buffers.output = new Float32Array(length * batchSize);
      mixClean(buffers.output, {
        sample: (feeds.sample as Tensor).data as Float32Array,
        prediction: result.output.data,
        items: batchSize,
        length,
        sigma,
      });
      const output = { data: buffers.output, dims: [batchSize, channels, height, width] };
      return { output, outputs: { out_sample: output }, elapsed: result.elapsed };
    },
  };
}

function findSigma({ timesteps, sigmas }: SchedulerRun, timestep: number): number {
  return sigmas![timesteps.indexOf(timestep)]!;
}

interface MixOptions {
  /** Scaled sample and other channels, per item. */
  readonly sample: Float32Array;
  /** Prediction and other channels, per item. */
  readonly prediction: Float32Array;
  readonly items: number;
  /** Numbers of one item's clean sample. */
  readonly length: number;
  readonly sigma: number;
}

function mixClean(clean: Float32Array, { sample, prediction, items, length, sigma }: MixOptions): void {
  const scale = 1 / Math.sqrt(sigma * sigma + 1);
  const [sampleStride, predictionStride] = [sample.length / items, prediction.length / items];
  for (let item = 0; item < items; item += 1) {
    for (let index = 0; index < length; index += 1) {
      const predicted = prediction[item * predictionStride + index]!;
      clean[item * length + index] = scale * sample[item * sampleStride + index]! + sigma * scale * predicted;
    }
  }
}
