import type { NumpyRandomState } from '@starweave/numerics';
import { drawGamma } from './draw-gamma.ts';
import type { FeatureBlock } from './feature-block.ts';

/** Mean and precision of the coefficients of each group, in one dimension; drawn anew in every sweep. */
interface GroupPriors {
  readonly means: Float64Array;
  readonly precisions: Float64Array;
}

/**
 * One side of the model while it is sampled: the coefficients of its features in every dimension, and what they add up to
 * for every entity. Dimension 0 is the linear term, the others are the factors.
 */
export class BlockState {
  readonly block: FeatureBlock;
  /** For every dimension, the coefficients of the features. */
  readonly coefficients: readonly Float64Array[];
  /** For every dimension, Σ value·coefficient of each entity. */
  readonly sums: readonly Float64Array[];
  readonly #priors: readonly GroupPriors[];
  readonly #normals: Float32Array;

  constructor(block: FeatureBlock, dimensions: number, random: NumpyRandomState) {
    this.block = block;
    this.#normals = new Float32Array(block.featureCount);
    this.coefficients = Array.from({ length: dimensions }, (_, dimension) => {
      if (dimension === 0) return new Float64Array(block.featureCount);
      return Float64Array.from(random.randn(block.featureCount), (value) => value * INITIAL_DEVIATION);
    });
    this.sums = this.coefficients.map((coefficients) => addUp(block, coefficients));
    const groups = block.groupNames.length;
    this.#priors = this.coefficients.map(() => ({
      means: new Float64Array(groups),
      precisions: new Float64Array(groups).fill(1),
    }));
  }

  /** Draw mean and precision of every group in one dimension, given its coefficients. */
  drawPriors(dimension: number, random: NumpyRandomState): void {
    const { groups, groupNames, featureCount } = this.block;
    const coefficients = this.coefficients[dimension]!;
    const { means, precisions } = this.#priors[dimension]!;
    const counts = new Float64Array(groupNames.length);
    const totals = new Float64Array(groupNames.length);
    const squares = new Float64Array(groupNames.length);
    for (let feature = 0; feature < featureCount; feature += 1) {
      const group = groups[feature]!;
      const centred = coefficients[feature]! - means[group]!;
      counts[group]! += 1;
      totals[group]! += coefficients[feature]!;
      squares[group]! += centred * centred;
    }
    for (let group = 0; group < groupNames.length; group += 1) {
      const rate = (squares[group]! + means[group]! ** 2 + LIKELY_VARIANCE) / 2;
      precisions[group] = drawGamma(random, (counts[group]! + 2) / 2, rate);
      const [normal] = random.randn(1);
      const weight = counts[group]! + 1;
      means[group] = totals[group]! / weight + normal! / Math.sqrt(weight * precisions[group]!);
    }
  }

  /**
   * Draw the coefficients of one dimension, one after the other, each given all others.
   *
   * @param squares for every entity, Σ precision·q² over its ratings, q being the other side's sum
   * @param products for every entity, Σ precision·q·error over its ratings; brought up to date with every coefficient
   */
  drawCoefficients(
    dimension: number,
    { squares, products }: { squares: Float64Array; products: Float64Array },
    random: NumpyRandomState,
  ): void {
    const { offsets, entities, values, groups, featureCount } = this.block;
    const coefficients = this.coefficients[dimension]!;
    const sums = this.sums[dimension]!;
    const { means, precisions } = this.#priors[dimension]!;
    random.fillNormal(this.#normals);
    for (let feature = 0; feature < featureCount; feature += 1) {
      const start = offsets[feature]!;
      const end = offsets[feature + 1]!;
      let square = 0;
      let product = 0;
      for (let index = start; index < end; index += 1) {
        const entity = entities[index]!;
        const value = values[index]!;
        square += value * value * squares[entity]!;
        product += value * products[entity]!;
      }
      const before = coefficients[feature]!;
      const prior = precisions[groups[feature]!]!;
      const precision = prior + square;
      const mean = (prior * means[groups[feature]!]! + product + square * before) / precision;
      const after = mean + this.#normals[feature]! / Math.sqrt(precision);
      const change = after - before;
      coefficients[feature] = after;
      for (let index = start; index < end; index += 1) {
        const entity = entities[index]!;
        const moved = values[index]! * change;
        sums[entity]! += moved;
        products[entity]! -= moved * squares[entity]!;
      }
    }
  }
}

const INITIAL_DEVIATION = 0.1;
/** What the variance of coefficients is around, before any is seen, in stars: it matters in groups of few. */
const LIKELY_VARIANCE = 0.1;

function addUp({ entityCount, featureCount, offsets, entities, values }: FeatureBlock, coefficients: Float64Array) {
  const sums = new Float64Array(entityCount);
  for (let feature = 0; feature < featureCount; feature += 1) {
    for (let index = offsets[feature]!; index < offsets[feature + 1]!; index += 1) {
      sums[entities[index]!]! += values[index]! * coefficients[feature]!;
    }
  }
  return sums;
}
