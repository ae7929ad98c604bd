import { torchSquareRoot } from '@starweave/numerics';
import { computeChurn } from './churn.ts';
import { type RunSchedule, SamplingRun } from './sampling-run.ts';
import type { SchedulerRunOptions } from './scheduler.ts';
import type { SigmaSchedule } from './sigma-schedule.ts';
import { float32Arithmetic } from './tensor-arithmetic.ts';

/** A run of K-diffusion's parametrisation: x = x_0 + σ n, and the model sees x / √(σ² + 1). */
export abstract class SigmaRun extends SamplingRun {
  declare readonly sigmas: Float64Array;

  constructor(schedule: RunSchedule & SigmaSchedule, options: SchedulerRunOptions) {
    super(schedule, options);
  }

  override scaleModelInput(sample: Float32Array, timestep: number): Float32Array {
    const sigma = this.inputSigmaAt(this.placeOf(timestep));
    const scaled = this.buffer('model-input', sample.length);
    return this.arithmetic.quotient(scaled, sample, torchSquareRoot(Math.fround(Math.fround(sigma * sigma) + 1)));
  }

  addNoise(original: Float32Array, noise: Float32Array, timestep: number, into?: Float32Array): Float32Array {
    const sigma = this.sigmas[this.noisePlaceOf(timestep)]!;
    const target = into ?? new Float32Array(original.length);
    return this.arithmetic.weightedSum(target, { scale: 1, values: original }, { scale: sigma, values: noise });
  }

  /** The sample with churn's noise added back, and its higher noise level; both as they are without churn. */
  protected churned(sample: Float32Array, sigma: number): { sample: Float32Array; sigma: number } {
    const churn = computeChurn(this.options, sigma, this.sigmas.length);
    if (churn === undefined) return { sample, sigma };
    const noise = { scale: churn.deviation, values: this.noise.draw(sample.length) };
    const kept = { scale: 1, values: sample, wide: true };
    const noisier = this.arithmetic.weightedSum(this.buffer('churned', sample.length), kept, noise);
    return { sample: noisier, sigma: churn.sigma };
  }

  /** dx/dσ = (x − x_0)/σ, float32 in a float16 run too. */
  protected slopeAt(sample: Float32Array, original: Float32Array, sigma: number): Float32Array {
    const into = this.buffer('slope', sample.length);
    return float32Arithmetic.scaledDifference(into, sample, { scale: 1, values: original }, sigma);
  }

  /** The noise level that the model's input is scaled by. */
  protected inputSigmaAt(place: number): number {
    return this.sigmas[place]!;
  }
}
