import { linspace, torchSquareRoot } from '@starweave/numerics';
import type { SchedulerRunOptions } from './scheduler.ts';
import { choiceOption, flagOption, numberOption } from './scheduler-config.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';
import type { SigmaSchedule } from './sigma-schedule.ts';
import {
  computeExponentialSigmas,
  computeLogSigmas,
  interpolateSigmas,
  type SigmaSpacing,
  sigmasToTimesteps,
  spaceSigmas,
  withFinalSigma,
} from './sigma-spacing.ts';
import {
  computeSolverTimesteps,
  parseOwnTimesteps,
  refuseOptions,
  requireOneSchedule,
  requireSteps,
  type SpacingConfig,
} from './timestep-spacing.ts';

/** The options of solvers that can follow a flow's noise levels. */
export const flowOptions = {
  use_flow_sigmas: flagOption(false),
  flow_shift: numberOption(1),
} as const;

/** The options of solvers whose flow shift a run can set. */
export const dynamicShiftOptions = {
  use_dynamic_shifting: flagOption(false),
  time_shift_type: choiceOption('exponential', ['exponential', 'linear']),
} as const;

/** What the shift of flow levels asks of a configuration. */
interface FlowShiftConfig {
  readonly flow_shift?: number;
  readonly use_dynamic_shifting?: boolean;
  readonly time_shift_type?: 'exponential' | 'linear';
}

/** What the multistep and singlestep solvers compute once from their configuration. */
export interface SolverTables {
  /** `lu` spaces the logarithm of the noise level evenly; `flow` is a flow's 1 − t, shifted. */
  readonly spacing: SigmaSpacing | 'lu' | 'flow';
  readonly trainingSigmas: Float32Array;
  readonly logSigmas: Float32Array;
  /** Training steps that are in use: all, less those whose half-log-SNR is clipped. */
  readonly usedTrainingSteps: number;
  /** What ends the walk: 0, the smallest noise level of training, or the last one of the spacing again. */
  readonly finalSigma: 'zero' | 'training-minimum' | 'last';
  /** Ends of the spacing, where the configuration names them. */
  readonly largest?: number | null;
  readonly smallest?: number | null;
  /** Whether timesteps of Karras' and Lu's levels are rounded, not truncated, to integers. */
  readonly roundsTimesteps: boolean;
}

/** Tables from a training schedule. */
export function createSolverTables(
  trainingSigmas: Float32Array,
  rest: Omit<SolverTables, 'trainingSigmas' | 'logSigmas'>,
): SolverTables {
  return { ...rest, trainingSigmas, logSigmas: computeLogSigmas(trainingSigmas) };
}

/** The number of training steps whose half-log-SNR λ = ln(α/σ) isn't below a limit. */
export function countUnclippedSteps(alphasCumprod: Float32Array, lambdaMinimum: number): number {
  const clipped = alphasCumprod.filter((product) => {
    const logAlpha = Math.fround(Math.log(torchSquareRoot(product)));
    const logSigma = Math.fround(Math.log(torchSquareRoot(Math.fround(1 - product))));
    return Math.fround(logAlpha - logSigma) < Math.fround(lambdaMinimum);
  });
  return alphasCumprod.length - clipped.length;
}

/** The schedule of a run: its number of steps, or its own timesteps. Timesteps are integers. */
export function computeSolverSchedule(
  tables: SolverTables,
  config: SpacingConfig & FlowShiftConfig,
  options: SchedulerRunOptions,
): SigmaSchedule {
  requireOneSchedule(options);
  refuseOptions(options, ['sigmas'], 'this solver computes its noise levels itself');
  const { spacing, trainingSigmas, logSigmas } = tables;
  if (spacing !== 'timesteps') {
    refuseOptions(options, ['timesteps'], `with ${spacing} sigmas the noise levels decide on the timesteps`);
  }
  const steps = options.steps ?? options.timesteps?.length ?? config.num_train_timesteps;
  requireSteps(steps);
  const smallest = trainingSigmas[0]!;
  const shift = flowShift(config, options);
  if (spacing === 'timesteps') {
    const timesteps = solverTimesteps(tables, config, options, steps);
    const final = tables.finalSigma === 'zero' ? 0 : smallest;
    return { timesteps, sigmas: withFinalSigma(interpolateSigmas(timesteps, trainingSigmas), final) };
  }
  const sigmas = spacedSigmas(tables, steps, { shift, trainingSteps: config.num_train_timesteps });
  const timesteps =
    spacing === 'flow'
      ? sigmas.map((sigma) => sigma * config.num_train_timesteps)
      : sigmasToTimesteps(sigmas, logSigmas, tables.roundsTimesteps && (spacing === 'karras' || spacing === 'lu'));
  const ends = { zero: 0, 'training-minimum': smallest, last: sigmas[sigmas.length - 1]! };
  return { timesteps: timesteps.map(Math.trunc), sigmas: withFinalSigma(sigmas, ends[tables.finalSigma]) };
}

function solverTimesteps(
  tables: SolverTables,
  config: SpacingConfig,
  options: SchedulerRunOptions,
  steps: number,
): Float64Array {
  if (options.timesteps === undefined) return computeSolverTimesteps(config, steps, tables.usedTrainingSteps);
  return parseOwnTimesteps(options.timesteps, config.num_train_timesteps).map(Math.trunc);
}

function spacedSigmas(
  tables: SolverTables,
  steps: number,
  flow: { shift: number; trainingSteps: number },
): Float64Array {
  const { spacing, trainingSigmas, logSigmas } = tables;
  const range = {
    largest: tables.largest ?? trainingSigmas[trainingSigmas.length - 1]!,
    smallest: tables.smallest ?? trainingSigmas[0]!,
  };
  switch (spacing) {
    case 'lu':
      return linspace(logSigmas[logSigmas.length - 1]!, logSigmas[0]!, steps).map(Math.exp);
    case 'flow':
      return computeFlowSigmas(steps, flow.shift, flow.trainingSteps);
    case 'karras':
    case 'beta':
      return spaceSigmas(spacing, range, steps);
    default:
      return computeExponentialSigmas(range, steps);
  }
}

/** Noise levels of a flow: 1 − t with t from 1/T up, shifted towards noise; the last one, 0, left out. */
function computeFlowSigmas(steps: number, shift: number, trainingSteps: number): Float64Array {
  return linspace(1, 1 / trainingSteps, steps + 1)
    .map((alpha) => shiftFlowSigma(1 - alpha, shift))
    .reverse()
    .subarray(0, steps);
}

/** s σ / (1 + (s − 1) σ). Source: P. Esser et al., arXiv 2403.03206, §5.3.2. */
export function shiftFlowSigma(sigma: number, shift: number): number {
  return (shift * sigma) / (1 + (shift - 1) * sigma);
}

function flowShift(config: FlowShiftConfig, options: SchedulerRunOptions): number {
  if (options.mu === undefined) return config.flow_shift ?? 1;
  if (config.use_dynamic_shifting !== true) {
    throw new SchedulerOptionsError('A run takes mu only when the configuration has use_dynamic_shifting on.');
  }
  if (config.time_shift_type === 'linear') {
    throw new SchedulerOptionsError('A run takes mu with the exponential time_shift_type only, but it is linear.');
  }
  return Math.exp(options.mu);
}
