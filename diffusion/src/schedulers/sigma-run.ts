import { type RunSchedule, SamplingRun } from './sampling-run.ts';
import type { SchedulerRunOptions } from './scheduler.ts';

/** A run of K-diffusion's parametrisation: x = x_0 + σ n, and the model sees x / √(σ² + 1). */
export abstract class SigmaRun extends SamplingRun {
  declare readonly sigmas: Float64Array;

  constructor(schedule: RunSchedule & { readonly sigmas: Float64Array }, options: SchedulerRunOptions) {
    super(schedule, options);
  }

  override scaleModelInput(sample: Float32Array, timestep: number): Float32Array {
    const sigma = this.inputSigmaAt(this.placeOf(timestep));
    const scaled = this.buffer('model-input', sample.length);
    return this.arithmetic.weightedSum(scaled, { scale: 1 / Math.sqrt(sigma * sigma + 1), values: sample });
  }

  addNoise(original: Float32Array, noise: Float32Array, timestep: number, into?: Float32Array): Float32Array {
    const sigma = this.sigmas[this.noisePlaceOf(timestep)]!;
    const target = into ?? new Float32Array(original.length);
    return this.arithmetic.weightedSum(target, { scale: 1, values: original }, { scale: sigma, values: noise });
  }

  /** The noise level that the model's input is scaled by. */
  protected inputSigmaAt(place: number): number {
    return this.sigmas[place]!;
  }
}
