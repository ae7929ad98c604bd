import type { NormalSource } from '@starweave/numerics';

/** A number for each timestep, as diffusers' `tau_func`. */
export type TimestepFunction = (timestep: number) => number;

/**
 * The value of one configuration option, as JSON holds it (`-Infinity` is a number here, `"-Infinity"` in a file). Two
 * options aren't in files: a function (`tau_func`), and another scheduler (`solver_p`).
 */
export type ConfigValue = string | number | boolean | null | readonly number[] | TimestepFunction | Scheduler;

/** Every option of a scheduler with its value in force: what the configuration says, or else the class's default. */
export type ResolvedConfig = Readonly<Record<string, ConfigValue>>;

/**
 * The options of one sampling run. Give at most one of `steps`, `timesteps` and `sigmas` (LCM and TCD also take
 * `originalSteps` beside `steps`); with none of them the run walks the whole training schedule. Step options (`eta`,
 * `churn`, …) that a scheduler has no use for are ignored, as by diffusers' pipelines.
 */
export interface SchedulerRunOptions {
  /** Number of denoising steps, 1 or more. */
  readonly steps?: number;
  /** Timesteps to visit, strictly descending, in units of training steps; not every scheduler takes them. */
  readonly timesteps?: readonly number[];
  /**
   * Noise levels to visit, descending, the final one included where the scheduler takes it; not every scheduler. Those of
   * `EDMEulerScheduler` are places on its ramp, as in diffusers: rising, from 0 (its sigma_max) to 1 (its sigma_min).
   */
  readonly sigmas?: readonly number[];
  /** Items along the first axis of every tensor of the run, 1 (default) or more; dynamic thresholding works per item. */
  readonly batchSize?: number;
  /**
   * Source of the noise of stochastic steps: one for the whole batch, or one per item of the batch. A stochastic step
   * without a generator throws `SchedulerOptionsError`; runs whose steps draw nothing need none.
   */
  readonly generator?: NormalSource | readonly NormalSource[];
  /** Element type that the tensors stand for (default float32); with float16 every result is rounded to float16. */
  readonly dtype?: 'float32' | 'float16';
  /** Share of fresh noise per step, 0 to 1: DDIM (default 0), TCD (default 0.3). */
  readonly eta?: number;
  /** DDIM: compute the noise again from the clipped prediction (default false). */
  readonly useClippedModelOutput?: boolean;
  /** Euler, EDM's Euler, flow matching's Heun: amount of noise added back per step, 0 (default) or more. */
  readonly churn?: number;
  /** The lowest noise level at which `churn` counts (default 0). */
  readonly churnMin?: number;
  /** The highest noise level at which `churn` counts (default: none is too high). */
  readonly churnMax?: number;
  /** Scale of the noise that is added back (default 1). */
  readonly noiseScale?: number;
  /** LCM, TCD: length of the distilled schedule, 1 or more (default: the configuration's, mostly 50). */
  readonly originalSteps?: number;
  /** LCM, TCD: share of the distilled schedule that is used, 0 to 1 (default 1). */
  readonly strength?: number;
  /** The shift's exponent where `use_dynamic_shifting` is on, and only there; flow matching's Euler can't do without. */
  readonly mu?: number;
}

/** What one denoising step gives. Both buffers belong to the run; see `SchedulerRun`. */
export interface SchedulerStep {
  /** The sample at the next, lower noise level: x_{t-1}. */
  readonly previous: Float32Array;
  /** The step's estimate of the clean sample x_0, where the method computes one; good for previews. */
  readonly predictedOriginal?: Float32Array;
}

/**
 * One sampling run: the schedule, and the state of a walk along it.
 *
 * Call order: optionally `beginAt` and `addNoise` (image to image), then for each timestep `scaleModelInput`, the model,
 * `step`. The timestep is always the value from `timesteps`, never an index.
 *
 * **Buffers.** Tensors are flat row-major float32. Returned arrays belong to the run and are used again: what
 * `scaleModelInput` returns is valid until its next call (it may be the sample itself); what `step` returns is valid
 * until the second-next call of `step`, so that the previous result may be passed as the next sample. Arguments are
 * only read, and never kept: a caller may use its buffers again at once. Copy what must live longer. A step allocates
 * no tensors after the first few.
 *
 * **Determinism.** A run is a function of configuration, options, arguments and the generator's state; runs share
 * nothing that changes, so one scheduler serves any number of runs at once.
 */
export interface SchedulerRun {
  /** Timesteps in the order of calls, one per model call (methods of order 2 repeat some). */
  readonly timesteps: Float64Array;
  /** Noise levels, one longer than the walk; `undefined` for methods that count in timesteps alone. */
  readonly sigmas: Float64Array | undefined;
  /** Factor for standard-normal noise to become the first sample. */
  readonly initNoiseSigma: number;
  /** Start the walk at this index of `timesteps` (image to image: skipped steps × `order`). */
  beginAt(index: number): void;
  /** The sample as the model wants to see it at this timestep. */
  scaleModelInput(sample: Float32Array, timestep: number): Float32Array;
  /** One step down from `timestep`, given the model's output there. */
  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep;
  /** The original with as much noise as belongs to `timestep`; written into `into` where given, else into a new array. */
  addNoise(original: Float32Array, noise: Float32Array, timestep: number, into?: Float32Array): Float32Array;
  /**
   * Variance of the noise between two training steps, where the method has one (DDIM, DDPM); `previousTimestep` is by
   * default the one that a step from `timestep` goes to, and below 0 stands for the end of the walk.
   */
  variance?(timestep: number, previousTimestep?: number): number;
  /**
   * How many times larger a small change of the picture that a step's second call predicts is in the step's result: the
   * largest over the steps from an index of `timesteps` on (default: all). For methods of order 2 whose second slope,
   * (x − x_0)/σ, goes a long way down in noise levels; well above 1 the walk is as good as lost.
   */
  slopeGain?(fromIndex?: number): number;
  /** The timestep that a step from `timestep` goes to, −1 after the last; methods that look it up in their list. */
  previousTimestep?(timestep: number): number;
}

/**
 * A sampling method with its configuration, in diffusers' vocabulary. Immutable: all state is in the runs.
 */
export interface Scheduler {
  /** The class name in diffusers, such as `EulerDiscreteScheduler`. */
  readonly className: string;
  /** Every option with the value in force. */
  readonly config: ResolvedConfig;
  /** The options that were given, without the class's defaults: what carries over to another scheduler class. */
  readonly givenConfig: ResolvedConfig;
  /** Model calls per step: 1, or 2 for methods that call the model twice. */
  readonly order: number;
  /** Options of the configuration that this class doesn't know; they had no effect. */
  readonly ignoredOptions: readonly string[];
  /**
   * Begin a run. Throws `SchedulerOptionsError` for options that it can't follow (0 steps, more steps than training
   * steps, timesteps that don't descend, …); the message says what is allowed.
   */
  start(options?: SchedulerRunOptions): SchedulerRun;
}
