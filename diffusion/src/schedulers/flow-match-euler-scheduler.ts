import { linspace } from '@starweave/numerics';
import { type RunSchedule, SamplingRun } from './sampling-run.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import {
  type ConfigOf,
  choiceOption,
  flagOption,
  integerOption,
  numberOption,
  optionalNumberOption,
} from './scheduler-config.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';
import type { SigmaSchedule } from './sigma-schedule.ts';
import { chooseSigmaSpacing, type SigmaSpacing, sigmaSpacingOptions, spaceSigmas } from './sigma-spacing.ts';
import { shiftFlowSigma } from './solver-schedule.ts';
import { requireSteps } from './timestep-spacing.ts';
import { shiftTime, stretchToTerminal } from './unipc-schedule.ts';

const options = {
  ...sigmaSpacingOptions,
  num_train_timesteps: integerOption(1000, 1),
  shift: numberOption(1),
  use_dynamic_shifting: flagOption(false),
  base_shift: numberOption(0.5),
  max_shift: numberOption(1.15),
  base_image_seq_len: integerOption(256, 1),
  max_image_seq_len: integerOption(4096, 1),
  invert_sigmas: flagOption(false),
  shift_terminal: optionalNumberOption(),
  time_shift_type: choiceOption('exponential', ['exponential', 'linear']),
  stochastic_sampling: flagOption(false),
} as const;

type FlowMatchConfig = ConfigOf<typeof options>;

interface FlowMatchTables {
  readonly config: FlowMatchConfig;
  readonly spacing: SigmaSpacing;
}

/**
 * Euler's method on a rectified flow, x = (1 − σ) x_0 + σ n, whose model predicts the velocity n − x_0.
 *
 * x' = x + (σ' − σ) v; with `stochastic_sampling`, x' = (1 − σ') x_0 + σ' z. Levels are shifted towards noise by
 * `shift`, or (`use_dynamic_shifting`) by a run's `mu`. Source: P. Esser et al., "Scaling Rectified Flow Transformers",
 * arXiv 2403.03206, §5.3.2; X. Liu et al., "Flow Straight and Fast", arXiv 2209.03003.
 */
export const flowMatchEulerScheduler = defineScheduler({
  className: 'FlowMatchEulerDiscreteScheduler',
  order: 1,
  options,
  prepare: (config): FlowMatchTables => ({ config, spacing: chooseSigmaSpacing(config) }),
  start: (tables, runOptions) => new FlowMatchEulerRun(tables, runOptions),
});

class FlowMatchEulerRun extends SamplingRun {
  declare readonly sigmas: Float64Array;
  readonly #stochastic: boolean;

  constructor(tables: FlowMatchTables, runOptions: SchedulerRunOptions) {
    super(computeFlowMatchSchedule(tables, runOptions), runOptions);
    this.#stochastic = tables.config.stochastic_sampling;
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const place = this.placeOf(timestep);
    const [sigma, nextSigma] = [this.sigmas[place]!, this.sigmas[place + 1]!];
    const start = { scale: 1, values: sample, wide: true };
    const original = this.buffer('original', sample.length);
    this.arithmetic.weightedSum(original, start, { scale: -sigma, values: modelOutput });
    const previous = this.outputBuffer(sample.length);
    if (this.#stochastic) {
      const noise = { scale: nextSigma, values: this.noise.draw(sample.length, 'float32'), wide: true };
      this.arithmetic.weightedSum(previous, { scale: 1 - nextSigma, values: original, wide: true }, noise);
    } else {
      this.arithmetic.weightedSum(previous, start, { scale: nextSigma - sigma, values: modelOutput });
    }
    this.advance();
    return { previous: this.arithmetic.round(previous), predictedOriginal: original };
  }

  addNoise(original: Float32Array, noise: Float32Array, timestep: number, into?: Float32Array): Float32Array {
    const sigma = this.sigmas[this.noisePlaceOf(timestep)]!;
    const target = into ?? new Float32Array(original.length);
    return this.arithmetic.weightedSum(target, { scale: sigma, values: noise }, { scale: 1 - sigma, values: original });
  }
}

/** Descending noise levels of a flow between those of its first and last training timestep. */
export function evenFlowSigmas(trainingSteps: number, shift: number, steps: number): Float64Array {
  const largest = Math.fround(shiftFlowSigma(1, shift));
  const smallest = Math.fround(shiftFlowSigma(Math.fround(1 / trainingSteps), shift));
  return linspace(largest * trainingSteps, smallest * trainingSteps, steps).map((timestep) => timestep / trainingSteps);
}

function computeFlowMatchSchedule(
  tables: FlowMatchTables,
  runOptions: SchedulerRunOptions,
): RunSchedule & SigmaSchedule {
  const { config } = tables;
  const trainingSteps = config.num_train_timesteps;
  const shifted = stretchToTerminal(shiftedSigmas(config, runOptions), config.shift_terminal);
  const range = { largest: shifted[0]!, smallest: shifted[shifted.length - 1]! };
  const spaced = tables.spacing === 'timesteps' ? shifted : spaceSigmas(tables.spacing, range, shifted.length);
  const levels = spaced.map((sigma) => Math.fround(config.invert_sigmas ? 1 - Math.fround(sigma) : sigma));
  const timesteps =
    runOptions.timesteps !== undefined && !config.invert_sigmas
      ? Float64Array.from(runOptions.timesteps, Math.fround)
      : levels.map((sigma) => Math.fround(sigma * trainingSteps));
  return { timesteps, sigmas: Float64Array.of(...levels, config.invert_sigmas ? 1 : 0) };
}

function shiftedSigmas(config: FlowMatchConfig, runOptions: SchedulerRunOptions): Float64Array {
  const levels = unshiftedSigmas(config, runOptions);
  if (!config.use_dynamic_shifting) return levels.map((sigma) => shiftFlowSigma(sigma, config.shift));
  const { mu } = runOptions;
  if (mu === undefined) {
    throw new SchedulerOptionsError('With use_dynamic_shifting on, a run needs mu, the exponent of the shift.');
  }
  return levels.map((sigma) => shiftTime(config.time_shift_type, mu, sigma));
}

function unshiftedSigmas(config: FlowMatchConfig, runOptions: SchedulerRunOptions): Float64Array {
  const { steps, timesteps, sigmas } = runOptions;
  const given = sigmas ?? timesteps;
  if (sigmas !== undefined && timesteps !== undefined && sigmas.length !== timesteps.length) {
    throw new SchedulerOptionsError(
      `Got ${sigmas.length} sigmas and ${timesteps.length} timesteps: give as many of both.`,
    );
  }
  if (given === undefined) {
    const count = steps ?? config.num_train_timesteps;
    requireSteps(count);
    return evenFlowSigmas(config.num_train_timesteps, config.use_dynamic_shifting ? 1 : config.shift, count);
  }
  requireSteps(given.length);
  if (steps !== undefined && steps !== given.length) {
    throw new SchedulerOptionsError(`Got ${steps} steps, but ${given.length} sigmas or timesteps: leave out steps.`);
  }
  return sigmas === undefined
    ? Float64Array.from(given, (timestep) => Math.fround(timestep) / config.num_train_timesteps)
    : Float64Array.from(given, Math.fround);
}
