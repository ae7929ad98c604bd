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
  let sum = 0;
  for (let item = 0; item < scores.length; item += 1) sum += scores[item]!;
  const mean = sum / scores.length;
  let squares = 0;
  for (let item = 0; item < scores.length; item += 1) {
    const distance = scores[item]! - mean;
    squares += distance * distance;
  }
  return { mean, deviation: Math.sqrt(squares / scores.length) };
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
   * The weights under which wanted items come first: the most likely ones of Pr(wanted before other) = 1 / (1 + e^(−w·d)),
   * held back a little, by Newton's method. Equal weights when there are no pairs.
   */
  fitWeights(): Float64Array {
    const { partCount } = this;
    const differences = this.#differences;
    const pairs = differences.length / Math.max(1, partCount);
    const weights = new Float64Array(partCount).fill(1 / Math.max(1, partCount));
    if (pairs === 0) return weights;
    for (let step = 0; step < NEWTON_STEPS; step += 1) {
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
      if (!factorizeCholesky(curvature, partCount)) return weights;
      solveFactorized(curvature, partCount, gradient);
      for (let k = 0; k < partCount; k += 1) weights[k]! += gradient[k]!;
    }
    return weights;
  }
}

const NEWTON_STEPS = 12;
const RIDGE = 1e-3;
