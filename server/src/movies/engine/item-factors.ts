import type { ModelContent, Scorer, ScorerId } from '@starweave/recommender';
import type { ModelShelf } from './open-data-set.ts';

/** What a model of factors says about films and about how people's tastes spread. */
export interface ItemFactors {
  readonly algorithm: ScorerId;
  readonly width: number;
  /** Rows of films; a film that the model knows nothing of has zeros. */
  readonly values: ArrayLike<number>;
  /** Covariance of people's vectors, width × width. */
  readonly peopleCovariance: Float64Array;
  /** How much people differ in how they rate everything, in stars². */
  readonly generosityVariance: number;
}

/** Models with factors, the one whose directions say most first. */
const factorAlgorithms = ['svd-biased', 'svd'] as const satisfies readonly ScorerId[];
const SAMPLED_PEOPLE = 2000;

/**
 * The factors of a model that serves; `undefined` where none with factors does.
 *
 * @param known factors that were read before, by model; new ones are added
 */
export async function findItemFactors(
  shelf: ModelShelf,
  userCount: number,
  known: WeakMap<Scorer, ItemFactors>,
): Promise<ItemFactors | undefined> {
  for (const algorithm of factorAlgorithms) {
    const chosen = await shelf.choose(algorithm).catch(() => undefined);
    if (chosen?.answered !== algorithm) continue;
    const { scorer } = chosen;
    const factors = known.get(scorer) ?? readItemFactors(algorithm, scorer.toModelFile(), userCount);
    if (factors === undefined) continue;
    known.set(scorer, factors);
    return factors;
  }
  return undefined;
}

function readItemFactors(algorithm: ScorerId, { arrays }: ModelContent, userCount: number): ItemFactors | undefined {
  const items = arrays.get('item_factors') ?? arrays.get('item_vectors');
  const width = items?.shape[1] ?? 0;
  if (items === undefined || width === 0) return undefined;
  const users = arrays.get('user_factors');
  const singular = arrays.get('singular_values');
  const biases = arrays.get('user_biases');
  const covariance =
    users === undefined
      ? singular && createDiagonal(singular.values, userCount)
      : computeCovariance(users.values, width);
  if (covariance === undefined || biases === undefined) return undefined;
  const [generosityVariance] = computeCovariance(biases.values, 1);
  return {
    algorithm,
    width,
    values: items.values,
    peopleCovariance: covariance,
    generosityVariance: generosityVariance!,
  };
}

/** Of rows of U S: their mean square along a direction is its singular value squared over the number of rows. */
function createDiagonal(singularValues: ArrayLike<number>, userCount: number): Float64Array {
  const width = singularValues.length;
  const covariance = new Float64Array(width * width);
  for (let k = 0; k < width; k += 1) covariance[k * (width + 1)] = singularValues[k]! ** 2 / Math.max(1, userCount);
  return covariance;
}

/** Mean of p p' over rows p, evenly spread ones where there are more than 2,000. */
function computeCovariance(values: ArrayLike<number>, width: number): Float64Array {
  const rowCount = values.length / width;
  const taken = Math.min(rowCount, SAMPLED_PEOPLE);
  const covariance = new Float64Array(width * width);
  for (let sample = 0; sample < taken; sample += 1) {
    const from = Math.floor((sample * rowCount) / taken) * width;
    for (let a = 0; a < width; a += 1) {
      const value = values[from + a]! / taken;
      for (let b = 0; b < width; b += 1) covariance[a * width + b]! += value * values[from + b]!;
    }
  }
  return covariance;
}
