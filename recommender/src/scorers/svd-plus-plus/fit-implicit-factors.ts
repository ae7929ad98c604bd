import { NumpyRandomState } from '@starweave/numerics';
import type { Interactions } from '../../interactions/interactions.ts';
import type { KernelPool } from '../../kernels/kernel-pool.ts';
import { type BiasedFactors, drawFactors, requireFinite } from '../factorization/fit-biased-factors.ts';
import type { FitOptions } from '../scorer.ts';

/** How SVD++ is fitted. */
export interface ImplicitFactorSettings {
  readonly factors: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** Each epoch's learning rate is this times that of the one before. */
  readonly rateDecay: number;
  readonly biasRegularization: number;
  /** Of p_u and q_i. */
  readonly factorRegularization: number;
  /** Of y_j. */
  readonly impliedRegularization: number;
  readonly initialDeviation: number;
}

/** Fitted factors in kernel memory; the users' are still without what their histories imply. */
export interface ImplicitFactors extends BiasedFactors {
  readonly impliedFactors: Float32Array;
}

// Small enough for an abort to arrive soon, and for the engine to take up its optimised code.
const BLOCKS = 64;

/**
 * Fit r ≈ mean + b_u + b_i + q_i·(p_u + |I_u|^-½ Σ y_j) by stochastic gradient descent, user by user: every rating changes
 * the y_j of all that the user rated, so that users can't be taken at the same time. Factors start from NumPy's
 * RandomState(seed), in Surprise's order; the steps are Surprise's in single precision.
 */
export async function fitImplicitFactors(
  { byUser, userCount, itemCount }: Interactions,
  settings: ImplicitFactorSettings,
  pool: KernelPool,
  { seed = 0, signal, onProgress, mean }: FitOptions & { readonly mean: number },
): Promise<ImplicitFactors> {
  const random = new NumpyRandomState(seed);
  const { memory } = pool;
  const width = Math.max(4, Math.ceil(settings.factors / 4) * 4);
  const model: ImplicitFactors = {
    mean,
    width,
    userFactors: memory.allocate(Float32Array, userCount * width),
    itemFactors: memory.allocate(Float32Array, itemCount * width),
    impliedFactors: memory.allocate(Float32Array, itemCount * width),
    userBiases: memory.allocate(Float32Array, userCount),
    itemBiases: memory.allocate(Float32Array, itemCount),
  };
  for (const factors of [model.userFactors, model.itemFactors, model.impliedFactors]) {
    drawFactors(factors, { width, factors: settings.factors, deviation: settings.initialDeviation }, random);
  }
  const usersPerBlock = Math.ceil(userCount / BLOCKS);
  const steps = memory.allocate(Float32Array, 11);
  const errors = memory.allocate(Float64Array, BLOCKS);
  const parameters = [
    ...[usersPerBlock, userCount, memory.copy(byUser.offsets), memory.copy(byUser.columns), memory.copy(byUser.codes)],
    ...[model.userFactors, model.itemFactors, model.impliedFactors, model.userBiases, model.itemBiases],
    ...[width, steps, errors],
  ];
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    onProgress?.({ stage: `epoch ${epoch + 1} of ${settings.epochs}`, fraction: epoch / settings.epochs });
    setSteps(steps, mean, settings, settings.rateDecay ** epoch);
    const blocks = Math.ceil(userCount / usersPerBlock);
    const scratchBytes = width * 8;
    await pool.run({ kernel: 'factorizeImplicitUsers', blocks, inOrder: true, parameters, scratchBytes, signal });
    requireFinite(errors);
  }
  return model;
}

function setSteps(steps: Float32Array, mean: number, settings: ImplicitFactorSettings, decay: number): void {
  const { biasRegularization, factorRegularization, impliedRegularization } = settings;
  steps[0] = mean;
  steps.fill(settings.learningRate * decay, 1, 6);
  steps.set([biasRegularization, biasRegularization], 6);
  steps.set([factorRegularization, factorRegularization, impliedRegularization], 8);
}

/** Users' vectors as they are scored with: v_u = p_u + |I_u|^-½ Σ y_j. Overwrites the users' factors. */
export function addImplied({ byUser, userCount }: Interactions, model: ImplicitFactors): void {
  const { width, userFactors, impliedFactors } = model;
  for (let user = 0; user < userCount; user += 1) {
    const [start, end] = [byUser.offsets[user]!, byUser.offsets[user + 1]!];
    const root = 1 / Math.sqrt(end - start);
    for (let rating = start; rating < end; rating += 1) {
      const from = byUser.columns[rating]! * width;
      for (let k = 0; k < width; k += 1) userFactors[user * width + k]! += root * impliedFactors[from + k]!;
    }
  }
}
