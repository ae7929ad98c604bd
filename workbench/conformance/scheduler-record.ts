import { createScheduler, type SchedulerRunOptions } from '@starweave/diffusion';
import { TorchGenerator } from '@starweave/numerics';
import { type CaseRecord, isObject } from './case-file.ts';
import { DEFAULT_TOLERANCE, type Tolerance } from './comparison.ts';
import type { RecordDtype } from './dummy-data.ts';

type Json = Readonly<Record<string, unknown>>;

/** How a record's model and scheduler take turns. */
export type RecordLoop = 'plain' | 'overwrite' | 'separate' | 'pndm_explicit' | 'ddpm_int_countdown';
const LOOPS: readonly RecordLoop[] = ['plain', 'overwrite', 'separate', 'pndm_explicit', 'ddpm_int_countdown'];

/** A record of the scheduler cases, with what it leaves out filled in. */
export interface SchedulerRecord {
  readonly id: string;
  readonly kind: string;
  readonly scheduler: string;
  readonly config: Json;
  readonly shape: readonly number[];
  readonly dtype: RecordDtype;
  readonly loop: RecordLoop;
  readonly scalesInitialNoise: boolean;
  readonly startSlice: number;
  /** Steps skipped before noise is added by value lookup (`add_noise`). */
  readonly addNoiseStart: number | undefined;
  /** Steps skipped before noise is added after a set begin (`img2img`). */
  readonly imageToImageStart: number | undefined;
  readonly scheduleOptions: SchedulerRunOptions;
  readonly stepOptions: SchedulerRunOptions;
  readonly seed: bigint | undefined;
  readonly args: Json;
  readonly expected: Json;
  readonly measured: Json;
  readonly tolerance: Tolerance;
}

const SCHEDULE_OPTION_NAMES: Readonly<Record<string, keyof SchedulerRunOptions>> = {
  num_inference_steps: 'steps',
  timesteps: 'timesteps',
  sigmas: 'sigmas',
  mu: 'mu',
  original_inference_steps: 'originalSteps',
  strength: 'strength',
};
const STEP_OPTION_NAMES: Readonly<Record<string, keyof SchedulerRunOptions>> = {
  eta: 'eta',
  use_clipped_model_output: 'useClippedModelOutput',
  s_churn: 'churn',
  s_tmin: 'churnMin',
  s_tmax: 'churnMax',
  s_noise: 'noiseScale',
};

/** Read a record; throws an error that names the field when one can't be read. */
export function parseSchedulerRecord(record: CaseRecord): SchedulerRecord {
  const { id, kind, scheduler, loop = 'plain', dtype = 'float32', shape = [4, 3, 8, 8] } = record;
  if (typeof kind !== 'string') throw new Error('"kind" must be a text');
  if (typeof scheduler !== 'string') throw new Error('"scheduler" must be a class name');
  if (!LOOPS.includes(loop as RecordLoop)) throw new Error(`"loop" must be one of ${LOOPS.join(', ')}`);
  if (dtype !== 'float32' && dtype !== 'float16') throw new Error('"dtype" must be float32 or float16');
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new Error('"shape" must be a list of positive integers');
  }
  return {
    id,
    kind,
    scheduler,
    config: createOptions(objectOf(record.config)),
    shape,
    dtype,
    loop: loop as RecordLoop,
    scalesInitialNoise: record.init_scale === 'init_noise_sigma',
    startSlice: typeof record.start_slice === 'number' ? record.start_slice : 0,
    addNoiseStart: startOf(record.add_noise),
    imageToImageStart: startOf(record.img2img),
    scheduleOptions: translate(objectOf(record.set_timesteps), SCHEDULE_OPTION_NAMES, 'set_timesteps'),
    stepOptions: translate(objectOf(record.step_kwargs), STEP_OPTION_NAMES, 'step_kwargs'),
    seed: seedOf(record.seed),
    args: objectOf(record.args),
    expected: objectOf(record.expected),
    measured: objectOf(record.measured),
    tolerance: toleranceOf(record.tolerance),
  };
}

/** The options of a record's run; every run gets a generator of its own. */
export function runOptionsOf(record: SchedulerRecord): SchedulerRunOptions {
  return {
    ...record.scheduleOptions,
    ...record.stepOptions,
    batchSize: record.shape[0] ?? 1,
    dtype: record.dtype,
    ...(record.seed === undefined ? {} : { generator: new TorchGenerator(record.seed) }),
  };
}

/** A configuration with the two options that are no JSON: a function of the timestep, and another scheduler. */
function createOptions({ tau_func: tau, solver_p: solver, ...config }: Json): Json {
  return {
    ...config,
    ...(isObject(tau) && { tau_func: createTau(tau) }),
    ...(isObject(solver) && {
      solver_p: createScheduler({ ...objectOf(solver.config), _class_name: solver.scheduler }),
    }),
  };
}

/** `{slope}`: so many times the timestep. `{from, to, tau}`: tau between these timesteps, both included, 0 elsewhere. */
function createTau({ slope, from, to, tau }: Json): (timestep: number) => number {
  if (typeof slope === 'number') return (timestep) => slope * timestep;
  if (typeof from !== 'number' || typeof to !== 'number' || typeof tau !== 'number') {
    throw new Error('"tau_func" must be {"slope"} or {"from", "to", "tau"}');
  }
  return (timestep) => (timestep >= from && timestep <= to ? tau : 0);
}

function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

function startOf(value: unknown): number | undefined {
  const start = objectOf(value).t_start;
  return typeof start === 'number' ? start : undefined;
}

function seedOf(value: unknown): bigint | undefined {
  return typeof value === 'number' || typeof value === 'string' ? BigInt(value) : undefined;
}

/** A record's own tolerance widens the rule, never narrows it: a number counts as absolute and as relative. */
function toleranceOf(value: unknown): Tolerance {
  const own = isObject(value) ? value : { absolute: value, relative: value };
  const absolute = own.absolute ?? own.atol;
  const relative = own.relative ?? own.rtol;
  return {
    absolute: Math.max(DEFAULT_TOLERANCE.absolute, typeof absolute === 'number' ? absolute : 0),
    relative: Math.max(DEFAULT_TOLERANCE.relative, typeof relative === 'number' ? relative : 0),
  };
}

function translate(
  given: Json,
  names: Readonly<Record<string, keyof SchedulerRunOptions>>,
  field: string,
): SchedulerRunOptions {
  const entries = Object.entries(given).filter(([, value]) => value !== null);
  const unknown = entries.find(([name]) => !Object.hasOwn(names, name));
  if (unknown !== undefined) throw new Error(`"${field}" has an argument that isn't known here: ${unknown[0]}`);
  return Object.fromEntries(entries.map(([name, value]) => [names[name], value === 'Infinity' ? Infinity : value]));
}
