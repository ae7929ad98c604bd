import { betaOptions, computeAlphasCumprod, computeTrainingSigmas } from './noise-schedule.ts';
import { OutputHistory } from './output-history.ts';
import { NOISE_PREDICTION_TYPES, predictOriginalAtSigma } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption } from './scheduler-config.ts';
import { SigmaRun } from './sigma-run.ts';
import { computeSigmaSchedule, createSigmaTables, type SigmaTables, withInitialNoise } from './sigma-schedule.ts';
import { chooseSigmaSpacing, sigmaSpacingOptions } from './sigma-spacing.ts';
import { spacingOptions } from './timestep-spacing.ts';

const ORDER = 4;

const options = {
  ...betaOptions(),
  ...spacingOptions('linspace'),
  ...sigmaSpacingOptions,
  prediction_type: choiceOption('epsilon', NOISE_PREDICTION_TYPES),
} as const;

interface LmsTables extends SigmaTables {
  readonly config: ConfigOf<typeof options>;
}

/**
 * LMS: the linear multistep (Adams-Bashforth) method of up to fourth order on the probability-flow ODE, with
 * coefficients for the walk's own, uneven noise levels.
 *
 * x' = x + Σ_k c_k d_{i−k}, with c_k the integral over [σ_i, σ_{i+1}] of the k-th Lagrange polynomial on σ_i, σ_{i−1}, ….
 * Source: K. Crowson's k-diffusion, `sample_lms`; T. Karras et al., arXiv 2206.00364, for the ODE.
 */
export const lmsScheduler = defineScheduler({
  className: 'LMSDiscreteScheduler',
  order: 1,
  options,
  prepare: (config): LmsTables => {
    const trainingSigmas = computeTrainingSigmas(computeAlphasCumprod(config));
    return { ...createSigmaTables(trainingSigmas, { spacing: chooseSigmaSpacing(config), finalSigma: 0 }), config };
  },
  start: (tables, runOptions) => new LmsRun(tables, runOptions),
});

class LmsRun extends SigmaRun {
  readonly #config: LmsTables['config'];
  readonly #slopes = new OutputHistory(ORDER);

  constructor(tables: LmsTables, runOptions: SchedulerRunOptions) {
    const schedule = computeSigmaSchedule(tables, tables.config, runOptions);
    super(withInitialNoise(schedule, tables.config.timestep_spacing), runOptions);
    this.#config = tables.config;
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const place = this.placeOf(timestep);
    const sigma = this.sigmas[place]!;
    const prediction = { type: this.#config.prediction_type, sample, modelOutput, arithmetic: this.arithmetic };
    const original = predictOriginalAtSigma(this.buffer('original', sample.length), prediction, { sigma });
    const slope = this.#slopes.push(sample.length);
    this.arithmetic.scaledDifference(slope, sample, { scale: 1, values: original }, sigma);
    const order = Math.min(place + 1, ORDER);
    // A walk that begins in mid-schedule has fewer slopes than its place would give; as in diffusers, they count as 0.
    const ages = Array.from({ length: Math.min(order, this.#slopes.count) }, (_, age) => age);
    const terms = ages.map((age) => ({
      scale: multistepCoefficient(this.sigmas, place, order, age),
      values: this.#slopes.at(age),
    }));
    const change = this.arithmetic.weightedSum(this.buffer('change', sample.length), ...terms);
    const previous = this.arithmetic.weightedSum(
      this.outputBuffer(sample.length),
      { scale: 1, values: sample },
      { scale: 1, values: change },
    );
    this.advance();
    return { previous, predictedOriginal: original };
  }
}

/** The integral of a Lagrange polynomial of degree 3 or less over one step: two Gauss-Legendre points are exact. */
export function multistepCoefficient(sigmas: Float64Array, place: number, order: number, age: number): number {
  const start = sigmas[place]!;
  const half = (sigmas[place + 1]! - start) / 2;
  const own = sigmas[place - age]!;
  const lagrange = (sigma: number): number => {
    let product = 1;
    for (let other = 0; other < order; other += 1) {
      if (other !== age) product *= (sigma - sigmas[place - other]!) / (own - sigmas[place - other]!);
    }
    return product;
  };
  return half * (lagrange(start + half * (1 - 1 / Math.sqrt(3))) + lagrange(start + half * (1 + 1 / Math.sqrt(3))));
}
