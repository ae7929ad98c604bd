import type { NumpyRandomState } from '@starweave/numerics';
import { drawGamma } from './draw-gamma.ts';
import { computeLogGamma } from './log-gamma.ts';

/** The degrees of freedom that may be drawn: 2 · 1.2ⁿ, up to 191. */
const degreesGrid = Array.from({ length: 26 }, (_, step) => 2 * 1.2 ** step);

/**
 * How far people's ratings lie around what the model says: some mean what they say, others click at random.
 *
 * A rating of user u has precision α·γ_u. α has a gamma prior of ½ and ½; γ_u ~ Gamma(ν/2, rate ν/2), of mean 1, so that
 * somebody with few ratings has nearly everybody's noise; ν is drawn from a grid, all of it held equally likely. A model whose
 * noise is the same for all lets the ratings of the careless count too much. After Lakshminarayanan, Bouchard and Archambeau,
 * "Robust Bayesian matrix factorisation", 2011.
 */
export class PersonalNoise {
  /** α·γ_u: the precision of each user's ratings. */
  readonly precisions: Float64Array;
  readonly #offsets: Uint32Array;
  readonly #isPersonal: boolean;
  /** α */
  #common = 1;
  /** ν */
  #degrees = 5;

  /**
   * @param offsets where each user's ratings begin, and where the last ones end
   * @param isPersonal without it every γ stays 1
   */
  constructor(offsets: Uint32Array, isPersonal = true) {
    this.#offsets = offsets;
    this.#isPersonal = isPersonal;
    this.precisions = new Float64Array(offsets.length - 1).fill(1);
  }

  /** The noise's variance, on average over ratings. */
  get meanVariance(): number {
    const offsets = this.#offsets;
    const sum = this.precisions.reduce(
      (total, precision, user) => total + (offsets[user + 1]! - offsets[user]!) / precision,
      0,
    );
    return sum / offsets.at(-1)!;
  }

  /** ν: the larger, the more alike people's noise is. */
  get degrees(): number {
    return this.#degrees;
  }

  /** Draw α, every γ and ν, given the errors of all ratings, by users. */
  draw(errors: Float64Array, random: NumpyRandomState): void {
    const offsets = this.#offsets;
    const squares = new Float64Array(this.precisions.length);
    let weighted = 0;
    for (let user = 0; user < squares.length; user += 1) {
      const end = offsets[user + 1]!;
      for (let index = offsets[user]!; index < end; index += 1) squares[user]! += errors[index]! ** 2;
      weighted += (this.precisions[user]! / this.#common) * squares[user]!;
    }
    this.#common = drawGamma(random, (1 + errors.length) / 2, (1 + weighted) / 2);
    if (!this.#isPersonal) {
      this.precisions.fill(this.#common);
      return;
    }
    const relative = squares.map((square, user) => {
      const shape = (this.#degrees + offsets[user + 1]! - offsets[user]!) / 2;
      return drawGamma(random, shape, (this.#degrees + this.#common * square) / 2);
    });
    relative.forEach((value, user) => {
      this.precisions[user] = this.#common * value;
    });
    this.#degrees = drawDegrees(relative, random);
  }
}

/** ν given what was drawn with it: ln p(ν) = n (ν/2 ln ν/2 − ln Γ(ν/2)) + ν/2 Σ (ln γ − γ) + a constant. */
export function drawDegrees(relative: Float64Array, random: NumpyRandomState): number {
  const spread = relative.reduce((sum, value) => sum + Math.log(value) - value, 0);
  const scores = degreesGrid.map((degrees) => {
    const half = degrees / 2;
    return relative.length * (half * Math.log(half) - computeLogGamma(half)) + half * spread;
  });
  const best = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - best));
  const [uniform] = random.rand(1);
  let left = uniform! * shares.reduce((sum, share) => sum + share, 0);
  const chosen = shares.findIndex((share) => {
    left -= share;
    return left < 0;
  });
  return degreesGrid[chosen === -1 ? degreesGrid.length - 1 : chosen]!;
}
