import { DpmMultistepRun, multistepOptions } from './dpm-solver-multistep-run.ts';
import { type DpmAlgorithm, levelOf, type SolverLevel } from './dpm-solver-update.ts';
import { thresholdingOptions } from './dynamic-thresholding.ts';
import { computeEdmSchedule, edmOptions, preconditionInput, preconditionOutput } from './edm-preconditioning.ts';
import { OriginalLimiter } from './original-limiter.ts';
import type { SchedulerRunOptions } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption } from './scheduler-config.ts';
import { SchedulerConfigError } from './scheduler-errors.ts';

const options = {
  ...edmOptions,
  ...thresholdingOptions,
  ...multistepOptions,
  algorithm_type: choiceOption<DpmAlgorithm>('dpmsolver++', ['dpmsolver++', 'sde-dpmsolver++'], {
    deis: 'dpmsolver++',
  }),
} as const;

type EdmDpmConfig = ConfigOf<typeof options>;

/**
 * DPM-Solver++, multistep, for EDM models: Karras' noise levels and preconditioning, x = x_0 + σ n.
 *
 * Source: C. Lu et al., "DPM-Solver++", arXiv 2211.01095; T. Karras et al., arXiv 2206.00364, for the levels.
 */
export const edmDpmSolverMultistepScheduler = defineScheduler({
  className: 'EDMDPMSolverMultistepScheduler',
  order: 1,
  options,
  prepare: (config): EdmDpmConfig => {
    if (config.solver_order > 3) {
      throw new SchedulerConfigError(`The solver has orders 1 to 3, but solver_order is ${config.solver_order}.`);
    }
    return config;
  },
  start: (config, runOptions) => new EdmDpmRun(config, runOptions),
});

class EdmDpmRun extends DpmMultistepRun {
  readonly #config: EdmDpmConfig;
  readonly #limiter: OriginalLimiter;

  constructor(config: EdmDpmConfig, runOptions: SchedulerRunOptions) {
    super(config, computeEdmSchedule(config, runOptions, 'float32'), runOptions);
    this.#config = config;
    this.#limiter = new OriginalLimiter(config, this.batchSize);
  }

  override scaleModelInput(sample: Float32Array, timestep: number): Float32Array {
    const sigma = this.sigmas[this.placeOf(timestep)]!;
    const into = this.buffer('model-input', sample.length);
    return preconditionInput(this.arithmetic, into, sample, { sigma, sigmaData: this.#config.sigma_data });
  }

  protected override levelAt(place: number): SolverLevel {
    return levelOf(1, this.sigmas[place]!);
  }

  protected override convertToOriginal(
    into: Float32Array,
    modelOutput: Float32Array,
    sample: Float32Array,
    level: SolverLevel,
  ): Float32Array {
    const given = { sigma: level.sigma, config: this.#config };
    preconditionOutput(this.arithmetic, into, { sample, modelOutput }, given);
    return this.arithmetic.round(this.#limiter.limit(into));
  }
}
