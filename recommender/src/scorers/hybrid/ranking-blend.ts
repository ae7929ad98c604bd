import { factorizeCholesky, solveFactorized } from '../../kernels/symmetric-solver.ts';

/** A part's scores of all items for one person, with mean 0 and variance 1; zeros when they are all equal. In place. */
export function standardize(scores: Float32Array): void {
  const { mean, deviation } = measureSpread(scores);
  for (let item = 0; item < scores.length; item += 1) {
    scores[item] = deviation > 0 ? (scores[item]! - mean) / deviation : 0;
  }
}

/** Mean and standard deviation of scores. */
export function measureSpread(scores: Float32Array): { readonly mean: number; readonly deviation: number } {
  const count = scores.length;
  // Every second score by itself: a processor waits for one sum before it adds to it again.
  let [even, odd] = [0, 0];
  for (let item = 0; item + 1 < count; item += 2) {
    even += scores[item]!;
    odd += scores[item + 1]!;
  }
  const last = count % 2 === 1 ? scores[count - 1]! : undefined;
  const mean = (even + odd + (last ?? 0)) / count;
  let squares = last === undefined ? 0 : (last - mean) * (last - mean);
  let [evenSquares, oddSquares] = [0, 0];
  for (let item = 0; item + 1 < count; item += 2) {
    const first = scores[item]! - mean;
    const second = scores[item + 1]! - mean;
    evenSquares += first * first;
    oddSquares += second * second;
  }
  squares += evenSquares + oddSquares;
  return { mean, deviation: Math.sqrt(squares / count) };
}

/** How the scores of an item that somebody went on to rate differ from those of one that they didn't, part by part. */
export class PairDifferences {
  readonly partCount: number;
  readonly #differences: number[] = [];

  constructor(partCount: number) {
    this.partCount = partCount;
  }

  /** @param standardized the scores of all items by each part */
  add(standardized: readonly Float32Array[], wanted: number, other: number): void {
    for (const scores of standardized) this.#differences.push(scores[wanted]! - scores[other]!);
  }

  /**
   * The weights under which wanted items come first: those that minimise
   *
   *   −Σ ln Pr(wanted before other) + ½·ridge·pairs·|w|²,  Pr = 1 / (1 + e^(−w·d))
   *
   * by Newton's method. Steps are halved until they lead down: where most pairs are far apart a whole step goes far beyond the
   * lowest point. Equal weights when there are no pairs.
   */
  fitWeights(): Float64Array {
    const { partCount } = this;
    let weights = new Float64Array(partCount).fill(1 / Math.max(1, partCount));
    if (this.#differences.length === 0) return weights;
    let loss = this.#computeLoss(weights);
    for (let step = 0; step < NEWTON_STEPS; step += 1) {
      const direction = this.#findDirection(weights);
      if (direction === undefined) return weights;
      const better = this.#stepDown(weights, direction, loss);
      if (better === undefined) return weights;
      ({ weights, loss } = better);
    }
    return weights;
  }

  #computeLoss(weights: Float64Array): number {
    const { partCount } = this;
    const differences = this.#differences;
    const pairs = differences.length / partCount;
    let loss = 0.5 * RIDGE * pairs * weights.reduce((sum, weight) => sum + weight * weight, 0);
    for (let pair = 0; pair < differences.length; pair += partCount) {
      let along = 0;
      for (let k = 0; k < partCount; k += 1) along += weights[k]! * differences[pair + k]!;
      loss += along > 0 ? Math.log1p(Math.exp(-along)) : Math.log1p(Math.exp(along)) - along;
    }
    return loss;
  }

  /** Where Newton's method goes from here; `undefined` when the curvature is no basis for it. */
  #findDirection(weights: Float64Array): Float64Array | undefined {
    const { partCount } = this;
    const differences = this.#differences;
    const pairs = differences.length / partCount;
    const gradient = weights.map((weight) => -RIDGE * pairs * weight);
    const curvature = new Float64Array(partCount ** 2);
    for (let k = 0; k < partCount; k += 1) curvature[k * (partCount + 1)] = RIDGE * pairs;
    for (let pair = 0; pair < differences.length; pair += partCount) {
      let along = 0;
      for (let k = 0; k < partCount; k += 1) along += weights[k]! * differences[pair + k]!;
      const miss = 1 / (1 + Math.exp(along));
      for (let a = 0; a < partCount; a += 1) {
        gradient[a]! += miss * differences[pair + a]!;
        const curve = miss * (1 - miss) * differences[pair + a]!;
        for (let b = 0; b < partCount; b += 1) curvature[a * partCount + b]! += curve * differences[pair + b]!;
      }
    }
    if (!factorizeCholesky(curvature, partCount)) return undefined;
    solveFactorized(curvature, partCount, gradient);
    return gradient;
  }

  #stepDown(weights: Float64Array, direction: Float64Array, loss: number) {
    for (let share = 1; share > SMALLEST_STEP; share /= 2) {
      const moved = weights.map((weight, k) => weight + share * direction[k]!);
      const found = this.#computeLoss(moved);
      if (found < loss) return { weights: moved, loss: found };
    }
    return undefined;
  }
}

const NEWTON_STEPS = 30;
const SMALLEST_STEP = 1e-6;
const RIDGE = 1e-3;
