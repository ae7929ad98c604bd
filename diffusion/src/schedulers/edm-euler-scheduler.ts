import {
  computeEdmEulerSchedule,
  type EdmConfig,
  edmOptions,
  preconditionInput,
  preconditionOutput,
} from './edm-preconditioning.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { SigmaRun } from './sigma-run.ts';
import { float32Arithmetic } from './tensor-arithmetic.ts';

/**
 * Euler's method for EDM models: Karras' noise levels and preconditioning, with optional churn.
 *
 * Source: T. Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", arXiv 2206.00364,
 * algorithm 2 without its second-order correction, and table 1.
 */
export const edmEulerScheduler = defineScheduler({
  className: 'EDMEulerScheduler',
  order: 1,
  options: edmOptions,
  prepare: (config) => config,
  start: (config, runOptions) => new EdmEulerRun(config, runOptions),
});

class EdmEulerRun extends SigmaRun {
  readonly #config: EdmConfig;

  constructor(config: EdmConfig, runOptions: SchedulerRunOptions) {
    super(computeEdmEulerSchedule(config, runOptions), runOptions);
    this.#config = config;
  }

  override scaleModelInput(sample: Float32Array, timestep: number): Float32Array {
    const sigma = this.sigmas[this.placeOf(timestep)]!;
    const into = this.buffer('model-input', sample.length);
    return preconditionInput(this.arithmetic, into, sample, { sigma, sigmaData: this.#config.sigma_data });
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const place = this.placeOf(timestep);
    const { sample: churned, sigma } = this.churned(sample, this.sigmas[place]!);
    const original = this.buffer('original', sample.length);
    const level = { sigma, config: this.#config };
    preconditionOutput(float32Arithmetic, original, { sample: churned, modelOutput }, level);
    const slope = this.slopeAt(churned, original, sigma);
    const previous = this.arithmetic.weightedSum(
      this.outputBuffer(sample.length),
      { scale: 1, values: churned, wide: true },
      { scale: this.sigmas[place + 1]! - sigma, values: slope, wide: true },
    );
    this.advance();
    return { previous: this.arithmetic.round(previous), predictedOriginal: original };
  }
}
