import { AlphaRun, type AlphaTables } from './alpha-run.ts';
import { betaOptions, computeAlphasCumprod, zeroSnrOptions } from './noise-schedule.ts';
import { NOISE_PREDICTION_TYPES, predictNoise, predictOriginal } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption, flagOption, numberOption } from './scheduler-config.ts';
import { clampInPlace } from './tensor-arithmetic.ts';
import { computeIntegerTimesteps, refuseOptions, requireSteps, spacingOptions } from './timestep-spacing.ts';

const options = {
  ...betaOptions(),
  ...zeroSnrOptions,
  ...spacingOptions('leading'),
  timestep_spacing: choiceOption('leading', ['leading', 'trailing']),
  clip_sample: flagOption(true),
  clip_sample_range: numberOption(1),
  set_alpha_to_one: flagOption(true),
  prediction_type: choiceOption('epsilon', NOISE_PREDICTION_TYPES),
} as const;

interface DdimInverseTables extends AlphaTables {
  readonly config: ConfigOf<typeof options>;
}

/**
 * DDIM run backwards: from a clean sample up to the noise that DDIM would turn into it (for editing real pictures).
 * Timesteps ascend; each step goes from t − ⌊T/N⌋ to t.
 *
 * Source: J. Song, C. Meng, S. Ermon, arXiv 2010.02502, §4.3; R. Mokady et al., "Null-text Inversion", 2211.09794.
 */
export const ddimInverseScheduler = defineScheduler({
  className: 'DDIMInverseScheduler',
  order: 1,
  options,
  prepare: (config): DdimInverseTables => {
    const alphasCumprod = computeAlphasCumprod(config, { rescaleToZeroSnr: config.rescale_betas_zero_snr });
    return { config, alphasCumprod, finalAlpha: config.set_alpha_to_one ? 1 : alphasCumprod[0]! };
  },
  start: (tables, runOptions) => new DdimInverseRun(tables, runOptions),
});

class DdimInverseRun extends AlphaRun {
  readonly #config: DdimInverseTables['config'];
  readonly #stride: number;

  constructor(tables: DdimInverseTables, runOptions: SchedulerRunOptions) {
    const { config } = tables;
    refuseOptions(runOptions, ['timesteps', 'sigmas'], 'DDIM walks the training schedule in equal strides');
    const steps = runOptions.steps ?? config.num_train_timesteps;
    requireSteps(steps, config.num_train_timesteps);
    super(tables, { timesteps: computeIntegerTimesteps(config, steps).reverse() }, runOptions);
    this.#config = config;
    this.#stride = Math.floor(config.num_train_timesteps / steps);
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const config = this.#config;
    const level = this.levelAt(Math.min(timestep - this.#stride, config.num_train_timesteps - 1));
    const noisier = this.levelAt(timestep);
    const prediction = { type: config.prediction_type, sample, modelOutput, arithmetic: this.arithmetic };
    const original = predictOriginal(this.buffer('original', sample.length), prediction, level);
    const noise = predictNoise(this.buffer('noise', sample.length), prediction, level);
    if (config.clip_sample) clampInPlace(original, config.clip_sample_range);
    const previous = this.arithmetic.weightedSum(
      this.outputBuffer(sample.length),
      { scale: noisier.alpha, values: original },
      { scale: noisier.sigma, values: noise },
    );
    return { previous, predictedOriginal: original };
  }
}
