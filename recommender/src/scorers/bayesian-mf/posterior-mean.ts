import type { NumpyRandomState } from '@starweave/numerics';
import { computeSymmetricEigen } from '../../kernels/symmetric-eigen.ts';
import type { GibbsSampler } from './gibbs-sampler.ts';

/** r̂(u, i) = mean + userBiases[u] + itemBiases[i] + userFactors[u]·itemFactors[i]. */
export interface MeanPredictor {
  readonly mean: number;
  readonly userBiases: Float32Array;
  readonly itemBiases: Float32Array;
  /** By rows of `rank` numbers; every column has mean 0 and variance 1. */
  readonly userFactors: Float32Array;
  readonly itemFactors: Float32Array;
}

interface Draw {
  /** For every factor, a number of each user, and of each item. */
  readonly users: readonly Float32Array[];
  readonly items: readonly Float32Array[];
}

const POWER_ITERATIONS = 3;
/** Directions whose eigenvalue is below this share of the largest are rounding. */
const SMALLEST_SHARE = 1e-12;

/**
 * What many draws of a model predict on average, as one factorisation of small rank.
 *
 * The average of the draws' P·Qᵀ is a matrix of the rank of all draws together, but nearly all of it lies in few directions:
 * they are found by randomised subspace iteration (Halko, Martinsson and Tropp 2011), without writing the matrix out.
 */
export class PosteriorMean {
  readonly #draws: Draw[] = [];
  readonly #userBiases: Float64Array;
  readonly #itemBiases: Float64Array;
  #mean = 0;

  constructor(userCount: number, itemCount: number) {
    this.#userBiases = new Float64Array(userCount);
    this.#itemBiases = new Float64Array(itemCount);
  }

  /** Take in what the sampler holds now. */
  add(sampler: GibbsSampler): void {
    const copy = (sums: readonly Float64Array[]) => sums.slice(1).map((values) => Float32Array.from(values));
    this.#draws.push({ users: copy(sampler.users.sums), items: copy(sampler.items.sums) });
    this.#mean += sampler.mean;
    addTo(this.#userBiases, sampler.users.sums[0]!);
    addTo(this.#itemBiases, sampler.items.sums[0]!);
  }

  /** The average as one factorisation; with as many factors as all draws together, exactly. */
  compress(rank: number, random: NumpyRandomState): MeanPredictor {
    const count = this.#draws.length;
    const users = this.#userBiases.map((value) => value / count);
    const items = this.#itemBiases.map((value) => value / count);
    const userFactors = new Float64Array(users.length * rank);
    const itemFactors = new Float64Array(items.length * rank);
    if (rank > 0 && (this.#draws[0]?.users.length ?? 0) > 0) {
      itemFactors.set(random.randn(itemFactors.length));
      orthonormalize(itemFactors, rank);
      for (let iteration = 0; iteration < POWER_ITERATIONS; iteration += 1) {
        this.#multiply('users', itemFactors, userFactors);
        orthonormalize(userFactors, rank);
        this.#multiply('items', userFactors, itemFactors);
        orthonormalize(itemFactors, rank);
      }
      this.#multiply('users', itemFactors, userFactors);
    }
    moveMeansToBiases(userFactors, itemFactors, items);
    balance(userFactors, itemFactors, rank);
    return {
      mean: this.#mean / count,
      userBiases: Float32Array.from(users),
      itemBiases: Float32Array.from(items),
      userFactors: Float32Array.from(userFactors),
      itemFactors: Float32Array.from(itemFactors),
    };
  }

  /** to = average of P·Qᵀ (or its transpose) × from. */
  #multiply(side: 'users' | 'items', from: Float64Array, to: Float64Array): void {
    to.fill(0);
    for (const draw of this.#draws) {
      const [near, far] = side === 'users' ? [draw.users, draw.items] : [draw.items, draw.users];
      near.forEach((own, factor) => {
        const rank = to.length / own.length;
        const projected = new Float64Array(rank);
        const other = far[factor]!;
        for (let row = 0; row < other.length; row += 1) {
          const value = other[row]! / this.#draws.length;
          for (let k = 0; k < rank; k += 1) projected[k]! += value * from[row * rank + k]!;
        }
        for (let row = 0; row < own.length; row += 1) {
          const value = own[row]!;
          for (let k = 0; k < rank; k += 1) to[row * rank + k]! += value * projected[k]!;
        }
      });
    }
  }
}

function addTo(total: Float64Array, values: Float64Array): void {
  for (let index = 0; index < total.length; index += 1) total[index]! += values[index]!;
}

/** Orthonormal columns of the same span; twice, because the first time leaves what rounding made. */
function orthonormalize(values: Float64Array, rank: number): void {
  for (let time = 0; time < 2; time += 1) {
    const eigen = computeSymmetricEigen(computeGram(values, rank), rank);
    const least = SMALLEST_SHARE * eigen.values[0]!;
    const turn = eigen.vectors.map((value, at) => {
      const eigenvalue = eigen.values[at % rank]!;
      return eigenvalue > least ? value / Math.sqrt(eigenvalue) : 0;
    });
    multiplyRows(values, turn, rank);
  }
}

function computeGram(values: Float64Array, rank: number): Float64Array {
  const gram = new Float64Array(rank * rank);
  for (let row = 0; row < values.length; row += rank) {
    for (let a = 0; a < rank; a += 1) {
      const value = values[row + a]!;
      for (let b = 0; b < rank; b += 1) gram[a * rank + b]! += value * values[row + b]!;
    }
  }
  return gram;
}

/** Every row × turn, in place. */
function multiplyRows(values: Float64Array, turn: Float64Array, rank: number): void {
  const turned = new Float64Array(rank);
  for (let row = 0; row < values.length; row += rank) {
    turned.fill(0);
    for (let a = 0; a < rank; a += 1) {
      const value = values[row + a]!;
      for (let b = 0; b < rank; b += 1) turned[b]! += value * turn[a * rank + b]!;
    }
    values.set(turned, row);
  }
}

/** What all users think of an item is its bias, so that somebody new begins there. */
function moveMeansToBiases(userFactors: Float64Array, itemFactors: Float64Array, itemBiases: Float64Array): void {
  const rank = itemBiases.length === 0 ? 0 : itemFactors.length / itemBiases.length;
  if (rank === 0) return;
  const means = new Float64Array(rank);
  for (let at = 0; at < userFactors.length; at += 1) means[at % rank]! += userFactors[at]!;
  for (let k = 0; k < rank; k += 1) means[k]! /= userFactors.length / rank;
  for (let at = 0; at < userFactors.length; at += 1) userFactors[at]! -= means[at % rank]!;
  for (let at = 0; at < itemFactors.length; at += 1)
    itemBiases[Math.floor(at / rank)]! += means[at % rank]! * itemFactors[at]!;
}

/** Turn both to the principal directions of the users, and scale these to variance 1. */
function balance(userFactors: Float64Array, itemFactors: Float64Array, rank: number): void {
  if (rank === 0) return;
  const { vectors } = computeSymmetricEigen(computeGram(userFactors, rank), rank);
  multiplyRows(userFactors, vectors, rank);
  multiplyRows(itemFactors, vectors, rank);
  const userCount = userFactors.length / rank;
  for (let k = 0; k < rank; k += 1) {
    let squares = 0;
    for (let at = k; at < userFactors.length; at += rank) squares += userFactors[at]! ** 2;
    const deviation = Math.sqrt(squares / userCount);
    for (let at = k; at < userFactors.length; at += rank) userFactors[at]! /= deviation || 1;
    for (let at = k; at < itemFactors.length; at += rank) itemFactors[at]! *= deviation;
  }
}
