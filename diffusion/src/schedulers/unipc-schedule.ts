import { linspace } from '@starweave/numerics';
import type { SchedulerRunOptions } from './scheduler.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';
import type { SigmaSchedule } from './sigma-schedule.ts';
import { computeKarrasSigmas, type SigmaRange, withFinalSigma } from './sigma-spacing.ts';
import { computeSolverSchedule, type SolverTables, shiftFlowSigma } from './solver-schedule.ts';
import { refuseOptions, requireOneSchedule, requireSteps, type SpacingConfig } from './timestep-spacing.ts';

/** What UniPC's schedule asks of its configuration. */
export interface UniPcScheduleConfig extends SpacingConfig {
  readonly use_karras_sigmas: boolean;
  readonly use_flow_sigmas: boolean;
  readonly use_dynamic_shifting: boolean;
  readonly flow_shift: number;
  readonly time_shift_type: 'exponential' | 'linear';
  readonly shift_terminal: number | null;
}

/** A first flow level of exactly 1 has no signal and would divide by zero. */
const BELOW_ONE = 1e-6;

/** The schedule of a UniPC run; with flow levels it has its own rules, and takes a run's own sigmas. */
export function computeUniPcSchedule(
  tables: SolverTables,
  config: UniPcScheduleConfig,
  options: SchedulerRunOptions,
): SigmaSchedule {
  const flowsByKarras = config.use_flow_sigmas && config.use_karras_sigmas;
  if (config.use_dynamic_shifting && options.mu === undefined) {
    throw new SchedulerOptionsError('With use_dynamic_shifting on, a run needs mu, the exponent of the shift.');
  }
  if (tables.spacing !== 'flow' && !flowsByKarras) return computeSolverSchedule(tables, config, withoutMu(options));
  requireOneSchedule(options);
  refuseOptions(options, ['timesteps'], 'with flow sigmas the noise levels decide on the timesteps');
  const steps = options.steps ?? options.sigmas?.length ?? config.num_train_timesteps;
  requireSteps(steps);
  const sigmas = flowsByKarras
    ? karrasFlowSigmas(createKarrasRange(tables, options.sigmas), steps)
    : flowSigmas(config, options, steps);
  const final = tables.finalSigma === 'zero' ? 0 : sigmas[sigmas.length - 1]!;
  return {
    timesteps: sigmas.map((sigma) => Math.trunc(sigma * config.num_train_timesteps)),
    sigmas: withFinalSigma(sigmas, final),
  };
}

/** The ends are the configuration's, or else those of the given levels, first and last in ascending order, or of training. */
function createKarrasRange(tables: SolverTables, sigmas: readonly number[] | undefined): SigmaRange {
  const levels = sigmas ?? tables.trainingSigmas;
  return { largest: tables.largest ?? levels[levels.length - 1]!, smallest: tables.smallest ?? levels[0]! };
}

function karrasFlowSigmas(range: SigmaRange, steps: number): Float64Array {
  return computeKarrasSigmas(range, steps).map((sigma) => sigma / (sigma + 1));
}

function flowSigmas(config: UniPcScheduleConfig, options: SchedulerRunOptions, steps: number): Float64Array {
  const even = linspace(1, 1 / config.num_train_timesteps, steps + 1).subarray(0, steps);
  const levels = options.sigmas === undefined ? even : Float64Array.from(options.sigmas);
  const { mu } = options;
  const shifted =
    config.use_dynamic_shifting && mu !== undefined
      ? levels.map((sigma) => shiftTime(config.time_shift_type, mu, sigma))
      : levels.map((sigma) => shiftFlowSigma(sigma, config.flow_shift));
  const stretched = stretchToTerminal(shifted, config.shift_terminal);
  if (Math.abs(stretched[0]! - 1) < BELOW_ONE) stretched[0]! -= BELOW_ONE;
  return stretched;
}

/** e^μ / (e^μ + 1/t − 1), or μ in place of e^μ: a flow's dynamic shift by the picture's size. */
export function shiftTime(type: 'exponential' | 'linear', mu: number, time: number): number {
  const weight = type === 'exponential' ? Math.exp(mu) : mu;
  return weight / (weight + (1 / time - 1));
}

/** Stretch noise levels so that the last one is the terminal; `null` leaves them. */
export function stretchToTerminal(sigmas: Float64Array, terminal: number | null): Float64Array {
  if (terminal === null || terminal === 0) return sigmas;
  const factor = (1 - sigmas[sigmas.length - 1]!) / (1 - terminal);
  return sigmas.map((sigma) => 1 - (1 - sigma) / factor);
}

function withoutMu(options: SchedulerRunOptions): SchedulerRunOptions {
  const { mu: _mu, ...rest } = options;
  return rest;
}
