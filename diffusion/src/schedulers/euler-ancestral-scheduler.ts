import { torchSquareRoot } from '@starweave/numerics';
import { betaOptions, computeFiniteSigmaAlphas, computeTrainingSigmas, zeroSnrOptions } from './noise-schedule.ts';
import { predictOriginalAtSigma } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption } from './scheduler-config.ts';
import { SigmaRun } from './sigma-run.ts';
import { computeSigmaSchedule, createSigmaTables, type SigmaTables, withInitialNoise } from './sigma-schedule.ts';
import { spacingOptions } from './timestep-spacing.ts';

const options = {
  ...betaOptions(),
  ...zeroSnrOptions,
  ...spacingOptions('linspace'),
  prediction_type: choiceOption('epsilon', ['epsilon', 'v_prediction']),
} as const;

interface EulerAncestralTables extends SigmaTables {
  readonly config: ConfigOf<typeof options>;
}

/** A step's fall to a lower noise level without noise, and the noise that brings it back up to the next. */
export interface AncestralSplit {
  readonly down: number;
  readonly up: number;
}

/**
 * up² = σ'² (σ² − σ'²)/σ², down² = σ'² − up²: together they have the next level's variance. In float32, because the
 * difference cancels and its rounding shows in the result.
 */
export function splitAncestralStep(sigma: number, nextSigma: number): AncestralSplit {
  const f32 = Math.fround;
  const square = f32(sigma * sigma);
  const nextSquare = f32(nextSigma * nextSigma);
  const up = torchSquareRoot(f32(f32(nextSquare * f32(square - nextSquare)) / square));
  return { up, down: torchSquareRoot(f32(nextSquare - f32(up * up))) };
}

/**
 * Euler's method with ancestral noise: each step goes below the next noise level and adds noise up to it. Noise is
 * drawn at every step, the last one too, where it has no weight.
 *
 * Source: K. Crowson's k-diffusion, `sample_euler_ancestral`; Y. Song et al., arXiv 2011.13456, for ancestral sampling.
 */
export const eulerAncestralScheduler = defineScheduler({
  className: 'EulerAncestralDiscreteScheduler',
  order: 1,
  options,
  prepare: (config): EulerAncestralTables => {
    const trainingSigmas = computeTrainingSigmas(computeFiniteSigmaAlphas(config, config.rescale_betas_zero_snr));
    return { ...createSigmaTables(trainingSigmas, { spacing: 'timesteps', finalSigma: 0 }), config };
  },
  start: (tables, runOptions) => new EulerAncestralRun(tables, runOptions),
});

class EulerAncestralRun extends SigmaRun {
  readonly #config: EulerAncestralTables['config'];

  constructor(tables: EulerAncestralTables, runOptions: SchedulerRunOptions) {
    const schedule = computeSigmaSchedule(tables, tables.config, runOptions);
    super(withInitialNoise(schedule, tables.config.timestep_spacing), runOptions);
    this.#config = tables.config;
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const place = this.placeOf(timestep);
    const sigma = this.sigmas[place]!;
    const prediction = { type: this.#config.prediction_type, sample, modelOutput, arithmetic: this.arithmetic };
    const original = this.buffer('original', sample.length);
    predictOriginalAtSigma(original, prediction, { sigma, wide: true });
    const { up, down } = splitAncestralStep(sigma, this.sigmas[place + 1]!);
    const slope = this.slopeAt(sample, original, sigma);
    const previous = this.arithmetic.weightedSum(
      this.outputBuffer(sample.length),
      { scale: 1, values: sample, wide: true },
      { scale: down - sigma, values: slope, wide: true },
      { scale: up, values: this.noise.draw(sample.length) },
    );
    this.advance();
    return { previous: this.arithmetic.round(previous), predictedOriginal: original };
  }
}
