import { torchSquareRoot } from '@starweave/numerics';
import { AlphaRun, type AlphaTables } from './alpha-run.ts';
import { betaOptions, computeAlphasCumprod } from './noise-schedule.ts';
import { OutputHistory } from './output-history.ts';
import { predictNoise } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption, flagOption } from './scheduler-config.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';
import type { Term } from './tensor-arithmetic.ts';
import { computeIntegerTimesteps, refuseOptions, requireSteps, spacingOptions } from './timestep-spacing.ts';

/** Weights of the newest outputs in the linear multistep part, by how many there are, and what their sum divides by. */
const MULTISTEP_RULES: readonly { readonly weights: readonly number[]; readonly divisor: number }[] = [
  { weights: [1], divisor: 1 },
  { weights: [3, -1], divisor: 2 },
  { weights: [23, -16, 5], divisor: 12 },
  { weights: [55, -59, 37, -9], divisor: 24 },
];
/** Weights of the four model calls of a Runge-Kutta step. */
const RUNGE_KUTTA_WEIGHTS = [1 / 6, 1 / 3, 1 / 3, 1 / 6] as const;
/** Steps that the Runge-Kutta part takes before the multistep part has its history. */
const RUNGE_KUTTA_STEPS = 3;
const f32 = Math.fround;

const options = {
  ...betaOptions(),
  ...spacingOptions('leading'),
  skip_prk_steps: flagOption(false),
  set_alpha_to_one: flagOption(false),
  prediction_type: choiceOption('epsilon', ['epsilon', 'v_prediction']),
} as const;

interface PndmTables extends AlphaTables {
  readonly config: ConfigOf<typeof options>;
}

/**
 * PNDM: a linear multistep method along DDIM's curve, started by three Runge-Kutta steps of four model calls each, or
 * (`skip_prk_steps`, as Stable Diffusion has it) by lower orders with the first step taken twice.
 *
 * Source: L. Liu, Y. Ren, Z. Lin, Z. Zhao, "Pseudo Numerical Methods for Diffusion Models on Manifolds",
 * arXiv 2202.09778, equations 9, 12 and 13.
 */
export const pndmScheduler = defineScheduler({
  className: 'PNDMScheduler',
  order: 1,
  options,
  prepare: (config): PndmTables => {
    const alphasCumprod = computeAlphasCumprod(config);
    return { config, alphasCumprod, finalAlpha: config.set_alpha_to_one ? 1 : alphasCumprod[0]! };
  },
  start: (tables, runOptions) => new PndmRun(tables, runOptions),
});

class PndmRun extends AlphaRun {
  readonly #config: PndmTables['config'];
  readonly #stride: number;
  readonly #rungeKuttaCalls: number;
  readonly #history = new OutputHistory(4);
  #calls = 0;

  constructor(tables: PndmTables, runOptions: SchedulerRunOptions) {
    const { config } = tables;
    refuseOptions(runOptions, ['timesteps', 'sigmas'], 'PNDM walks the training schedule in equal strides');
    if (runOptions.steps === undefined) throw new SchedulerOptionsError('PNDM needs a number of steps. Give steps.');
    requireSteps(runOptions.steps, config.num_train_timesteps);
    if (!config.skip_prk_steps && runOptions.steps <= RUNGE_KUTTA_STEPS) {
      throw new SchedulerOptionsError(
        `PNDM with its Runge-Kutta start needs 4 steps or more, but got ${runOptions.steps}. ` +
          'Give more, or set skip_prk_steps in the configuration.',
      );
    }
    const stride = Math.floor(config.num_train_timesteps / runOptions.steps);
    super(tables, { timesteps: pndmTimesteps(config, runOptions.steps, stride) }, runOptions);
    this.#config = config;
    this.#stride = stride;
    this.#rungeKuttaCalls = config.skip_prk_steps ? 0 : 4 * RUNGE_KUTTA_STEPS;
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const previous =
      this.#calls < this.#rungeKuttaCalls
        ? this.#stepRungeKutta(modelOutput, timestep, sample)
        : this.#stepMultistep(modelOutput, timestep, sample);
    this.#calls += 1;
    return { previous };
  }

  #stepRungeKutta(modelOutput: Float32Array, timestep: number, sample: Float32Array): Float32Array {
    const call = this.#calls % 4;
    const base = this.buffer('base', sample.length);
    const total = this.buffer('total', sample.length);
    if (call === 0) {
      base.set(sample);
      this.#history.push(sample.length).set(modelOutput);
    }
    const added = { scale: RUNGE_KUTTA_WEIGHTS[call]!, values: modelOutput };
    if (call === 0) this.arithmetic.weightedSum(total, added);
    else this.arithmetic.weightedSum(total, { scale: 1, values: total }, added);
    const groupStart = this.timesteps[this.#calls - call]!;
    const reached = timestep - (call % 2 === 1 ? 0 : Math.floor(this.#stride / 2));
    return this.#transfer(call === 3 ? total : modelOutput, base, { from: groupStart, to: reached });
  }

  #stepMultistep(modelOutput: Float32Array, timestep: number, sample: Float32Array): Float32Array {
    if (this.#calls === 1 && this.#rungeKuttaCalls === 0) {
      const both = [modelOutput, this.#history.at(0)].map((values): Term => ({ scale: 1, values }));
      const mean = this.arithmetic.weightedSum(this.buffer('combined', sample.length), ...both);
      this.arithmetic.quotient(mean, mean, 2);
      return this.#transfer(mean, this.buffer('base', sample.length), { from: timestep + this.#stride, to: timestep });
    }
    this.#history.push(sample.length).set(modelOutput);
    if (this.#calls === 0) this.buffer('base', sample.length).set(sample);
    const { weights, divisor } = MULTISTEP_RULES[this.#history.count - 1]!;
    const terms = weights.map((scale, age): Term => ({ scale, values: this.#history.at(age) }));
    const combined = this.arithmetic.weightedSum(this.buffer('combined', sample.length), ...terms);
    this.arithmetic.quotient(combined, combined, divisor);
    return this.#transfer(combined, sample, { from: timestep, to: timestep - this.#stride });
  }

  /** The transfer along DDIM's curve: equation 9 of the paper. */
  #transfer(modelOutput: Float32Array, sample: Float32Array, path: { from: number; to: number }): Float32Array {
    const alpha = this.alphaAt(path.from);
    const nextAlpha = this.alphaAt(path.to);
    const prediction = { type: this.#config.prediction_type, sample, modelOutput, arithmetic: this.arithmetic };
    const noise = predictNoise(this.buffer('noise', sample.length), prediction, this.levelAt(path.from));
    const divisor =
      f32(alpha * torchSquareRoot(f32(1 - nextAlpha))) + torchSquareRoot(f32(f32(alpha * f32(1 - alpha)) * nextAlpha));
    this.arithmetic.weightedSum(noise, { scale: nextAlpha - alpha, values: noise });
    this.arithmetic.quotient(noise, noise, divisor);
    return this.arithmetic.weightedSum(
      this.outputBuffer(sample.length),
      { scale: torchSquareRoot(f32(nextAlpha / alpha)), values: sample },
      { scale: -1, values: noise },
    );
  }
}

function pndmTimesteps(config: PndmTables['config'], steps: number, stride: number): Float64Array {
  const descending = computeIntegerTimesteps(config, steps);
  if (config.skip_prk_steps) return Float64Array.of(...descending.subarray(0, 2), ...descending.subarray(1));
  const half = Math.floor(stride / 2);
  const rungeKutta = Array.from(descending.subarray(0, RUNGE_KUTTA_STEPS), (timestep, index) => {
    const next = descending[index + 1]!;
    return [timestep, next + half, next + half, next];
  });
  return Float64Array.of(...rungeKutta.flat(), ...descending.subarray(RUNGE_KUTTA_STEPS));
}
