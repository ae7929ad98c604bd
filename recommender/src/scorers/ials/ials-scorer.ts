import type { Interactions } from '../../interactions/interactions.ts';
import type { FactorTable } from '../factorization/factor-table.ts';
import { readFactors } from '../factorization/factor-table.ts';
import { ItemScores } from '../factorization/item-scores.ts';
import { hasRatings } from '../known-row.ts';
import { asModelArray, ModelReader } from '../model-content.ts';
import { readRatingScale } from '../rating-scale.ts';
import type { ResolvedParameters } from '../resolve-parameters.ts';
import type { ModelContent, ScoredItem, Scorer, ScorerParameters, UserHistory, UserView } from '../scorer.ts';
import { biasOf, calibrateStars, type StarCalibration } from '../star-calibration.ts';
import type { ImplicitSide } from './implicit-person.ts';
import { ImplicitPerson } from './implicit-person.ts';
import { ImplicitView } from './implicit-view.ts';

/** What was fitted, before the calibration. */
export interface IalsFactors {
  readonly interactions: Interactions;
  readonly parameters: ResolvedParameters;
  readonly userFactors: FactorTable;
  readonly itemFactors: FactorTable;
}

interface IalsModel extends IalsFactors {
  /** α₀ times the Gram matrix of the item factors. */
  readonly gram: Float64Array;
  /** The mean of the users' vectors: what somebody unknown is taken for. */
  readonly typicalVector: Float64Array;
  readonly calibration: StarCalibration;
}

/** A scorer out of factors, with its stars calibrated on the training ratings. */
export function createIalsScorer(factors: IalsFactors): Scorer {
  const { interactions, itemFactors, userFactors, parameters } = factors;
  const scores = new ItemScores(itemFactors);
  const calibration = calibrateStars(interactions, (user, into) =>
    scores.score(readFactors(userFactors, user), 0, into),
  );
  const gram = computeGram(itemFactors).map((value) => value * parameters.number('unobservedWeight'));
  return new IalsScorer({ ...factors, gram, typicalVector: computeMeanRow(userFactors), calibration }, scores);
}

/** A stored scorer. @throws BrokenModelFileError when the arrays don't fit the data */
export function loadIalsScorer(
  content: ModelContent,
  interactions: Interactions,
  resolve: (given: ScorerParameters) => ResolvedParameters,
): Scorer {
  const reader = new ModelReader('ials', content);
  const parameters = resolve(reader.parameters());
  const { userCount, itemCount } = interactions;
  const width = parameters.number('factors');
  const readTable = (name: string, rowCount: number): FactorTable => {
    return { rowCount, width, values: reader.halvesOrSingles(name, rowCount * width) };
  };
  const biases = {
    mean: reader.number('mean'),
    users: reader.float64('user_biases', userCount),
    items: reader.float64('item_biases', itemCount),
  };
  const scale = readRatingScale(interactions.byUser);
  const itemFactors = readTable('item_factors', itemCount);
  const model: IalsModel = {
    interactions,
    parameters,
    userFactors: readTable('user_factors', userCount),
    itemFactors,
    gram: reader.float64('weighted_gram', width * width),
    typicalVector: reader.float64('typical_vector', width),
    calibration: { biases, scale, slope: reader.number('slope'), center: reader.number('center') },
  };
  return new IalsScorer(model, new ItemScores(itemFactors));
}

class IalsScorer implements Scorer {
  readonly id = 'ials';
  readonly parameters;
  readonly dataHash: string;
  readonly sizeBytes: number;
  readonly #model: IalsModel;
  readonly #side: ImplicitSide;

  constructor(fitted: IalsModel, scores: ItemScores) {
    const { interactions, parameters, itemFactors } = fitted;
    // Those that were given are let go where kernels have the same.
    const model = { ...fitted, itemFactors: scores.share(itemFactors) };
    this.#model = model;
    this.#side = {
      ...model,
      scores,
      penalty: {
        regularization: parameters.number('regularization'),
        regularizationExponent: parameters.number('regularizationExponent'),
        unobservedWeight: parameters.number('unobservedWeight'),
      },
      minimumCode: parameters.number('minimumRating') * 2,
    };
    this.parameters = parameters.values;
    this.dataHash = interactions.dataHash;
    const arrays = [...this.toModelFile().arrays.values()];
    // Item factors that can't be shared lie in memory twice: as they are stored, and where kernels reach them.
    const twiceBytes = model.itemFactors === itemFactors ? itemFactors.values.byteLength : 0;
    this.sizeBytes = arrays.reduce((sum, { values }) => sum + values.byteLength, twiceBytes);
  }

  viewAs(user: number | undefined): UserView {
    const { interactions, userFactors, calibration } = this.#model;
    const { byUser } = interactions;
    if (!hasRatings(byUser, user)) return this.foldIn({ items: new Uint32Array(), codes: new Uint8Array() });
    const [start, end] = [byUser.offsets[user]!, byUser.offsets[user + 1]!];
    const history = { items: byUser.columns.subarray(start, end), codes: byUser.codes.subarray(start, end) };
    const person = new ImplicitPerson(this.#side, history, readFactors(userFactors, user));
    return new ImplicitView(this.#side, person, calibration.biases.users[user]!);
  }

  foldIn(history: UserHistory): UserView {
    const person = new ImplicitPerson(this.#side, history);
    return new ImplicitView(this.#side, person, biasOf(this.#model.calibration, history));
  }

  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    return this.#side.scores.findNearest(item, count);
  }

  toModelFile(): ModelContent {
    const { userFactors, itemFactors, gram, typicalVector, calibration } = this.#model;
    const { biases, slope, center } = calibration;
    return {
      arrays: new Map([
        ['user_factors', { shape: [userFactors.rowCount, userFactors.width], values: userFactors.values }],
        ['item_factors', { shape: [itemFactors.rowCount, itemFactors.width], values: itemFactors.values }],
        ['weighted_gram', { shape: [itemFactors.width, itemFactors.width], values: gram }],
        ['typical_vector', asModelArray(typicalVector)],
        ['user_biases', asModelArray(biases.users)],
        ['item_biases', asModelArray(biases.items)],
      ]),
      metadata: {
        ...{ mean: String(biases.mean), slope: String(slope), center: String(center) },
        parameters: JSON.stringify(this.parameters),
      },
    };
  }
}

function computeGram({ rowCount, width, values }: FactorTable): Float64Array {
  const gram = new Float64Array(width * width);
  const row = new Float64Array(width);
  for (let at = 0; at < rowCount; at += 1) {
    for (let k = 0; k < width; k += 1) row[k] = values[at * width + k]!;
    for (let a = 0; a < width; a += 1) {
      for (let b = 0; b <= a; b += 1) gram[a * width + b]! += row[a]! * row[b]!;
    }
  }
  for (let a = 0; a < width; a += 1) for (let b = 0; b < a; b += 1) gram[b * width + a] = gram[a * width + b]!;
  return gram;
}

function computeMeanRow({ rowCount, width, values }: FactorTable): Float64Array {
  const mean = new Float64Array(width);
  for (let at = 0; at < rowCount * width; at += 1) mean[at % width]! += values[at]! / rowCount;
  return mean;
}
