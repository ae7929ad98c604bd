import type { NumpyRandomState } from '@starweave/numerics';
import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import { BlockState } from './block-state.ts';
import type { FeatureBlock } from './feature-block.ts';
import { PersonalNoise } from './personal-noise.ts';

/** What the model that is sampled looks like. */
export interface SampledModel {
  /** Dimensions besides the linear one. */
  readonly factors: number;
  /** Whether everybody has their own noise; default true. */
  readonly personalNoise?: boolean;
}

/**
 * Draws from the posterior of r(u, i) = mean + a_u + c_i + P_u·Q_i + noise, where a_u, P_u and c_i, Q_i are linear in the
 * features of user and item.
 *
 * Every coefficient is normal around its group's mean; means and precisions are drawn as well (normal-gamma priors of 1), and
 * so is the noise, of which everybody has their own. Coefficients are drawn one by one, which costs as much as reading the
 * ratings twice for every dimension: features are met once for an entity, not once for a rating. After Rendle, "Factorization
 * machines with libFM", 2012, and "Scaling factorization machines to relational data", 2013; Salakhutdinov and Mnih 2008.
 */
export class GibbsSampler {
  readonly users: BlockState;
  readonly items: BlockState;
  mean: number;
  readonly #ratings: CompressedRows;
  readonly #errors: Float64Array;
  readonly #random: NumpyRandomState;
  readonly #userSums: Sums;
  readonly #itemSums: Sums;
  /** How far ratings lie around what the model says. */
  readonly noise: PersonalNoise;

  constructor(
    ratings: CompressedRows,
    blocks: { users: FeatureBlock; items: FeatureBlock },
    { factors, personalNoise = true }: SampledModel,
    random: NumpyRandomState,
  ) {
    this.#ratings = ratings;
    this.#random = random;
    this.noise = new PersonalNoise(ratings.offsets, personalNoise);
    this.users = new BlockState(blocks.users, factors + 1, random);
    this.items = new BlockState(blocks.items, factors + 1, random);
    this.mean = ratings.codes.reduce((sum, code) => sum + code, 0) / 2 / ratings.codes.length;
    this.#errors = this.#computeErrors();
    this.#userSums = createSums(ratings.rowCount);
    this.#itemSums = createSums(ratings.columnCount);
  }

  /** Draw everything once. */
  sweep(): void {
    this.#drawNoiseAndMean();
    for (let dimension = 0; dimension < this.users.sums.length; dimension += 1) {
      this.users.drawPriors(dimension, this.#random);
      this.items.drawPriors(dimension, this.#random);
      this.#drawUsers(dimension);
      this.#drawItems(dimension);
    }
  }

  /** How far the errors that are carried along are from those of the model as it is; rounding. */
  findDrift(): number {
    const errors = this.#computeErrors();
    return errors.reduce((worst, error, index) => Math.max(worst, Math.abs(error - this.#errors[index]!)), 0);
  }

  /** Errors out of the model anew: what it predicts, taken from the ratings. */
  #computeErrors(): Float64Array {
    const { offsets, columns, codes, rowCount } = this.#ratings;
    const errors = new Float64Array(codes.length);
    for (let user = 0; user < rowCount; user += 1) {
      for (let index = offsets[user]!; index < offsets[user + 1]!; index += 1) {
        const item = columns[index]!;
        let rating = this.mean + this.users.sums[0]![user]! + this.items.sums[0]![item]!;
        for (let dimension = 1; dimension < this.users.sums.length; dimension += 1) {
          rating += this.users.sums[dimension]![user]! * this.items.sums[dimension]![item]!;
        }
        errors[index] = codes[index]! / 2 - rating;
      }
    }
    return errors;
  }

  #drawNoiseAndMean(): void {
    const errors = this.#errors;
    const { offsets, rowCount } = this.#ratings;
    this.noise.draw(errors, this.#random);
    let sum = 0;
    let precision = 0;
    for (let user = 0; user < rowCount; user += 1) {
      const own = this.noise.precisions[user]!;
      const end = offsets[user + 1]!;
      precision += own * (end - offsets[user]!);
      for (let index = offsets[user]!; index < end; index += 1) sum += own * errors[index]!;
    }
    const [normal] = this.#random.randn(1);
    const change = sum / precision + normal! / Math.sqrt(precision);
    this.mean += change;
    for (let index = 0; index < errors.length; index += 1) errors[index]! -= change;
  }

  #drawUsers(dimension: number): void {
    const { offsets, columns, rowCount } = this.#ratings;
    const errors = this.#errors;
    const { squares, products } = this.#userSums;
    const others = dimension === 0 ? undefined : this.items.sums[dimension]!;
    for (let user = 0; user < rowCount; user += 1) {
      const start = offsets[user]!;
      const end = offsets[user + 1]!;
      let square = 0;
      let product = 0;
      if (others === undefined) {
        square = end - start;
        for (let index = start; index < end; index += 1) product += errors[index]!;
      } else {
        for (let index = start; index < end; index += 1) {
          const other = others[columns[index]!]!;
          square += other * other;
          product += other * errors[index]!;
        }
      }
      const precision = this.noise.precisions[user]!;
      squares[user] = precision * square;
      products[user] = precision * product;
    }
    const before = this.users.sums[dimension]!.slice();
    this.users.drawCoefficients(dimension, { squares, products }, this.#random);
    const after = this.users.sums[dimension]!;
    for (let user = 0; user < rowCount; user += 1) {
      const change = after[user]! - before[user]!;
      const end = offsets[user + 1]!;
      if (others === undefined) for (let index = offsets[user]!; index < end; index += 1) errors[index]! -= change;
      else
        for (let index = offsets[user]!; index < end; index += 1) errors[index]! -= change * others[columns[index]!]!;
    }
  }

  #drawItems(dimension: number): void {
    const { offsets, columns, rowCount } = this.#ratings;
    const errors = this.#errors;
    const { squares, products } = this.#itemSums;
    const others = this.users.sums[dimension]!;
    squares.fill(0);
    products.fill(0);
    for (let user = 0; user < rowCount; user += 1) {
      const other = dimension === 0 ? 1 : others[user]!;
      const weight = this.noise.precisions[user]! * other;
      const square = weight * other;
      const end = offsets[user + 1]!;
      for (let index = offsets[user]!; index < end; index += 1) {
        const item = columns[index]!;
        squares[item]! += square;
        products[item]! += weight * errors[index]!;
      }
    }
    const sums = this.items.sums[dimension]!;
    const before = sums.slice();
    this.items.drawCoefficients(dimension, { squares, products }, this.#random);
    const changes = before.map((value, item) => sums[item]! - value);
    for (let user = 0; user < rowCount; user += 1) {
      const other = dimension === 0 ? 1 : others[user]!;
      const end = offsets[user + 1]!;
      for (let index = offsets[user]!; index < end; index += 1) errors[index]! -= other * changes[columns[index]!]!;
    }
  }
}

interface Sums {
  readonly squares: Float64Array;
  readonly products: Float64Array;
}

const createSums = (count: number): Sums => ({ squares: new Float64Array(count), products: new Float64Array(count) });
