import { splitAncestralStep } from './euler-ancestral-scheduler.ts';
import {
  computeKdpm2Schedule,
  type Kdpm2Schedule,
  type Kdpm2Tables,
  kdpm2Options,
  prepareKdpm2,
} from './kdpm2-schedule.ts';
import { predictOriginalAtSigma } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { withInitialNoise } from './sigma-schedule.ts';
import { TwoCallRun } from './two-call-run.ts';

/**
 * KDPM2 with ancestral noise: the midpoint method down to a level below the next one, then noise back up to it, drawn
 * at every second model call.
 *
 * Source: T. Karras et al., arXiv 2206.00364; C. Lu et al., arXiv 2206.00927; k-diffusion's `sample_dpm_2_ancestral`.
 */
export const kdpm2AncestralScheduler = defineScheduler({
  className: 'KDPM2AncestralDiscreteScheduler',
  order: 2,
  options: kdpm2Options,
  prepare: prepareKdpm2,
  start: (tables, runOptions) => {
    const down = (sigma: number, nextSigma: number): number => splitAncestralStep(sigma, nextSigma).down;
    return new Kdpm2AncestralRun(tables, computeKdpm2Schedule(tables, runOptions, down), runOptions);
  },
});

class Kdpm2AncestralRun extends TwoCallRun {
  readonly #config: Kdpm2Tables['config'];
  readonly #schedule: Kdpm2Schedule;

  constructor(tables: Kdpm2Tables, schedule: Kdpm2Schedule, runOptions: SchedulerRunOptions) {
    const { timesteps, sigmas } = schedule;
    super(withInitialNoise({ timesteps, sigmas }, tables.config.timestep_spacing), runOptions);
    this.#config = tables.config;
    this.#schedule = schedule;
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const place = this.placeOf(timestep);
    const step = this.stepOf(place);
    const { levels, middles } = this.#schedule;
    const start = levels[step]!;
    const { up, down } = splitAncestralStep(start, levels[step + 1]!);
    const end = this.isSecondCall ? down : middles[step]!;
    const sigma = this.inputSigmaAt(place);
    const prediction = { type: this.#config.prediction_type, sample, modelOutput, arithmetic: this.arithmetic };
    const original = predictOriginalAtSigma(this.buffer('original', sample.length), prediction, { sigma });
    const slope = this.buffer('slope', sample.length);
    this.arithmetic.scaledDifference(slope, sample, { scale: 1, values: original }, sigma);
    if (!this.isSecondCall) this.keepStart(sample);
    const terms = [
      { scale: 1, values: this.start(sample.length) },
      { scale: end - start, values: slope },
    ];
    if (this.isSecondCall) terms.push({ scale: up, values: this.noise.draw(sample.length) });
    const previous = this.arithmetic.weightedSum(this.outputBuffer(sample.length), ...terms);
    this.advance();
    return { previous, predictedOriginal: original };
  }

  /** The slope in the middle, (x − x_0)/σ, goes all of the way down; the last step has none. */
  protected override gainOfStep(step: number): number {
    const { levels, middles } = this.#schedule;
    const start = levels[step]!;
    return step === middles.length - 1
      ? 0
      : (start - splitAncestralStep(start, levels[step + 1]!).down) / middles[step]!;
  }

  protected override inputSigmaAt(place: number): number {
    const { levels, middles } = this.#schedule;
    const step = this.stepOf(place);
    return this.isSecondCall ? middles[step]! : levels[step]!;
  }
}
