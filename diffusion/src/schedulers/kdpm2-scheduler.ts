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
 * KDPM2: the midpoint method in the logarithm of the noise level (DPM-Solver-2), two model calls per step.
 *
 * The first call goes to the middle level m_i = exp((ln σ_i + ln σ_{i+1})/2); the slope there carries the whole step.
 * Source: T. Karras et al., arXiv 2206.00364; C. Lu et al., arXiv 2206.00927; k-diffusion's `sample_dpm_2`.
 */
export const kdpm2Scheduler = defineScheduler({
  className: 'KDPM2DiscreteScheduler',
  order: 2,
  options: kdpm2Options,
  prepare: prepareKdpm2,
  start: (tables, runOptions) => {
    const schedule = computeKdpm2Schedule(tables, runOptions, (_, nextSigma) => nextSigma);
    return new Kdpm2Run(tables, schedule, runOptions);
  },
});

class Kdpm2Run extends TwoCallRun {
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
    const start = this.#schedule.levels[step]!;
    const end = this.isSecondCall ? this.#schedule.levels[step + 1]! : this.#schedule.middles[step]!;
    const sigma = this.inputSigmaAt(place);
    const prediction = { type: this.#config.prediction_type, sample, modelOutput, arithmetic: this.arithmetic };
    const original = predictOriginalAtSigma(this.buffer('original', sample.length), prediction, { sigma });
    const slope = this.buffer('slope', sample.length);
    this.arithmetic.scaledDifference(slope, sample, { scale: 1, values: original }, sigma);
    if (!this.isSecondCall) this.keepStart(sample);
    const previous = this.arithmetic.weightedSum(
      this.outputBuffer(sample.length),
      { scale: 1, values: this.start(sample.length) },
      { scale: end - start, values: slope },
    );
    this.advance();
    return { previous, predictedOriginal: original };
  }

  /** The slope in the middle, (x − x_0)/σ, goes all of the way; the last step has none. */
  protected override gainOfStep(step: number): number {
    const { levels, middles } = this.#schedule;
    return step === middles.length - 1 ? 0 : (levels[step]! - levels[step + 1]!) / middles[step]!;
  }

  protected override inputSigmaAt(place: number): number {
    const { levels, middles } = this.#schedule;
    const step = this.stepOf(place);
    return this.isSecondCall ? middles[step]! : levels[step]!;
  }
}
