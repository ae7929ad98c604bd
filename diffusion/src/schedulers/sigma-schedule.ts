import { linspaceFloat32, torchSquareRoot } from '@starweave/numerics';
import type { RunSchedule } from './sampling-run.ts';
import type { SchedulerRunOptions } from './scheduler.ts';
import {
  computeLogSigmas,
  interpolateSigmas,
  type SigmaSpacing,
  sigmasToTimesteps,
  spaceSigmas,
  withFinalSigma,
} from './sigma-spacing.ts';
import {
  computeFractionalTimesteps,
  parseOwnTimesteps,
  refuseOptions,
  requireOneSchedule,
  requireSteps,
  type SpacingConfig,
} from './timestep-spacing.ts';

/** What the samplers of K-diffusion compute once from their configuration. */
export interface SigmaTables {
  readonly spacing: SigmaSpacing;
  /** Noise levels of the training schedule, ascending. */
  readonly trainingSigmas: Float32Array;
  readonly logSigmas: Float32Array;
  /** Appended after the last step. */
  readonly finalSigma: number;
  /** Noise levels spaced evenly in their logarithm, whatever the timesteps. */
  readonly logLinear?: boolean;
  /** Ends of the spacing, where the configuration names them. */
  readonly largest?: number | null;
  readonly smallest?: number | null;
  /** Whether timesteps of spaced noise levels are rounded to integers. */
  readonly roundsTimesteps?: boolean;
}

/** A schedule of noise levels and the timesteps that go with them. */
export interface SigmaSchedule {
  readonly timesteps: Float64Array;
  /** Descending, float32, one longer than `timesteps`. */
  readonly sigmas: Float64Array;
}

/** Tables from a training schedule. */
export function createSigmaTables(
  trainingSigmas: Float32Array,
  rest: Omit<SigmaTables, 'trainingSigmas' | 'logSigmas'>,
): SigmaTables {
  return { ...rest, trainingSigmas, logSigmas: computeLogSigmas(trainingSigmas) };
}

/** The schedule of a run: its number of steps, or its own timesteps or noise levels. */
export function computeSigmaSchedule(
  tables: SigmaTables,
  config: SpacingConfig,
  options: SchedulerRunOptions,
): SigmaSchedule {
  requireOneSchedule(options);
  const { spacing, trainingSigmas, logSigmas } = tables;
  if (options.sigmas !== undefined) return scheduleOfOwnSigmas(options.sigmas, logSigmas);
  const ownTimesteps = options.timesteps;
  if (ownTimesteps !== undefined && spacing !== 'timesteps') {
    refuseOptions(options, ['timesteps'], `with ${spacing} sigmas the noise levels decide on the timesteps`);
  }
  const steps = options.steps ?? ownTimesteps?.length ?? config.num_train_timesteps;
  requireSteps(steps);
  const timesteps =
    ownTimesteps === undefined
      ? computeFractionalTimesteps(config, steps)
      : parseOwnTimesteps(ownTimesteps, config.num_train_timesteps).map(Math.fround);
  const levels =
    tables.logLinear === true ? logLinearSigmas(logSigmas, steps) : interpolateSigmas(timesteps, trainingSigmas);
  if (spacing === 'timesteps') return { timesteps, sigmas: withFinalSigma(levels, tables.finalSigma) };
  const range = { largest: tables.largest ?? levels[0]!, smallest: tables.smallest ?? levels[levels.length - 1]! };
  const spaced = spaceSigmas(spacing, range, steps);
  return {
    timesteps: sigmasToTimesteps(spaced, logSigmas, tables.roundsTimesteps ?? false).map(Math.fround),
    sigmas: withFinalSigma(spaced, tables.finalSigma),
  };
}

function scheduleOfOwnSigmas(sigmas: readonly number[], logSigmas: Float32Array): SigmaSchedule {
  requireSteps(sigmas.length - 1);
  const levels = Float64Array.from(sigmas, Math.fround);
  const timesteps = sigmasToTimesteps(levels.subarray(0, -1), logSigmas, false).map(Math.fround);
  return { timesteps, sigmas: levels };
}

/** One level more than there are steps, as in diffusers: the last step ends at the smallest training level. */
function logLinearSigmas(logSigmas: Float32Array, steps: number): Float64Array {
  const logarithms = linspaceFloat32(logSigmas[logSigmas.length - 1]!, logSigmas[0]!, steps + 1);
  return Float64Array.from(logarithms, (logarithm) => Math.fround(Math.exp(logarithm)));
}

/** The schedule with the scale of its first sample: the largest sigma, as pipelines of this family start. */
export function withInitialNoise(
  schedule: SigmaSchedule,
  spacing: SpacingConfig['timestep_spacing'],
): RunSchedule & SigmaSchedule {
  const largest = schedule.sigmas.reduce((most, sigma) => Math.max(most, sigma), 0);
  const initNoiseSigma =
    spacing === 'leading' ? torchSquareRoot(Math.fround(Math.fround(largest * largest) + 1)) : largest;
  return { ...schedule, initNoiseSigma };
}
