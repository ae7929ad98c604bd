import { NumpyRandomState } from '@starweave/numerics';
import { ScorerParameterError } from '../../errors.ts';
import type { Interactions } from '../../interactions/interactions.ts';
import type { KernelPool } from '../../kernels/kernel-pool.ts';
import type { FitOptions } from '../scorer.ts';
import { gatherRows } from './gather-rows.ts';
import { createRatingGrid, createRatingSequence, invertOrder, type RatingGrid, shuffle } from './rating-grid.ts';

/** How r ≈ mean + b_u + b_i + p_u·q_i is fitted by stochastic gradient descent. */
export interface BiasedFactorSettings {
  readonly factors: number;
  readonly epochs: number;
  /** `grid`: cells of a fixed grid, on all threads; `sequence`: rating by rating, as Surprise does. */
  readonly order: 'grid' | 'sequence';
  readonly biasRate: number;
  readonly factorRate: number;
  /** Each epoch's learning rates are this times those of the one before. */
  readonly rateDecay: number;
  readonly biasRegularization: number;
  readonly factorRegularization: number;
  /** Standard deviation of the numbers that factors start from. */
  readonly initialDeviation: number;
  /** Without biases and mean when false. */
  readonly biased: boolean;
}

/** Fitted factors in kernel memory, `width` numbers a row, the last ones 0 where the factors are fewer. */
export interface BiasedFactors {
  readonly mean: number;
  readonly width: number;
  readonly userFactors: Float32Array;
  readonly itemFactors: Float32Array;
  readonly userBiases: Float32Array;
  readonly itemBiases: Float32Array;
}

/**
 * Fit by stochastic gradient descent. Deterministic for a seed, whatever the number of threads: in each of `side` rounds of
 * an epoch, cells are worked on that share no user and no item. With the order `sequence` the factors start from
 * NumPy's RandomState(seed), and every step is Surprise's in single precision.
 */
export async function fitBiasedFactors(
  { byUser, userCount, itemCount }: Interactions,
  settings: BiasedFactorSettings,
  pool: KernelPool,
  { seed = 0, signal, onProgress, mean }: FitOptions & { readonly mean: number },
): Promise<BiasedFactors> {
  const random = new NumpyRandomState(seed);
  const { memory } = pool;
  const width = Math.max(4, Math.ceil(settings.factors / 4) * 4);
  const model: BiasedFactors = {
    mean: settings.biased ? mean : 0,
    width,
    userFactors: memory.allocate(Float32Array, userCount * width),
    itemFactors: memory.allocate(Float32Array, itemCount * width),
    userBiases: memory.allocate(Float32Array, userCount),
    itemBiases: memory.allocate(Float32Array, itemCount),
  };
  for (const factors of [model.userFactors, model.itemFactors]) {
    drawFactors(factors, { width, factors: settings.factors, deviation: settings.initialDeviation }, random);
  }
  const inOrder = settings.order === 'sequence';
  const grid = inOrder ? createRatingSequence(byUser, memory) : createRatingGrid(byUser, memory, random);
  moveRows(model, grid, invertOrder);
  const descent = prepareDescent(grid, model, pool, signal);
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    onProgress?.({ stage: `epoch ${epoch + 1} of ${settings.epochs}`, fraction: epoch / settings.epochs });
    descent.setSteps(settings, settings.rateDecay ** epoch);
    if (inOrder)
      await descent.run(
        Uint32Array.from({ length: grid.side ** 2 }, (_, cell) => cell),
        true,
      );
    else for (const round of shuffle(grid.side, random)) await descent.run(listDiagonal(grid.side, round), false);
    requireFinite(descent.errors);
  }
  moveRows(model, grid, (places) => places);
  return model;
}

/** Each user's and item's numbers from or to where the grid has them. */
function moveRows(model: BiasedFactors, grid: RatingGrid, toSources: (places: Uint32Array) => Uint32Array): void {
  const { userPlaces, itemPlaces } = grid;
  if (userPlaces === undefined || itemPlaces === undefined) return;
  const [users, items] = [toSources(userPlaces), toSources(itemPlaces)];
  gatherRows(model.userFactors, model.width, users);
  gatherRows(model.userBiases, 1, users);
  gatherRows(model.itemFactors, model.width, items);
  gatherRows(model.itemBiases, 1, items);
}

/** Normal numbers for the first `factors` of every `width`. */
export function drawFactors(
  values: Float32Array,
  { width, factors, deviation }: { readonly width: number; readonly factors: number; readonly deviation: number },
  random: NumpyRandomState,
): void {
  const normals = new Float64Array(factors);
  for (let from = 0; from < values.length; from += width) {
    random.fillNormal(normals);
    for (let k = 0; k < factors; k += 1) values[from + k] = normals[k]! * deviation;
  }
}

/** @throws ScorerParameterError when the squared errors of an epoch say that the descent has diverged */
export function requireFinite(errors: Float64Array): void {
  if (errors.every((error) => Number.isFinite(error))) return;
  throw new ScorerParameterError(
    'learningRate',
    'The descent diverged: its steps are too large for this data. Take a smaller "learningRate" or more regularization.',
  );
}

/** The cells (g, g + round). */
function listDiagonal(side: number, round: number): Uint32Array {
  return Uint32Array.from({ length: side }, (_, group) => group * side + ((group + round) % side));
}

function prepareDescent(grid: RatingGrid, model: BiasedFactors, pool: KernelPool, signal: AbortSignal | undefined) {
  const { memory } = pool;
  const cells = grid.side ** 2;
  const order = memory.allocate(Uint32Array, cells);
  const steps = memory.allocate(Float32Array, 7);
  const errors = memory.allocate(Float64Array, cells);
  const ratings = [grid.cellOffsets, grid.users, grid.items, grid.codes];
  const arrays = [model.userFactors, model.itemFactors, model.userBiases, model.itemBiases];
  const parameters = [order, ...ratings, ...arrays, model.width, steps, errors];
  return {
    errors,
    setSteps: (settings: BiasedFactorSettings, decay: number) => {
      const biasRate = settings.biased ? settings.biasRate * decay : 0;
      const { biasRegularization, factorRegularization } = settings;
      steps.set([model.mean, biasRate, biasRegularization, biasRegularization, settings.factorRate * decay]);
      steps.set([factorRegularization, factorRegularization], 5);
    },
    run: (these: Uint32Array, inOrder: boolean) => {
      order.set(these);
      return pool.run({ kernel: 'factorizeCell', blocks: these.length, inOrder, parameters, signal });
    },
  };
}

/** Factors without the zeros that fill rows up, and with zeros where a row has no ratings and so learnt nothing. */
export function trimFactors(
  values: Float32Array,
  { width, factors }: { readonly width: number; readonly factors: number },
  isLearnt: (row: number) => boolean,
): Float32Array {
  const rowCount = values.length / width;
  const trimmed = new Float32Array(rowCount * factors);
  for (let row = 0; row < rowCount; row += 1) {
    if (isLearnt(row)) trimmed.set(values.subarray(row * width, row * width + factors), row * factors);
  }
  return trimmed;
}
