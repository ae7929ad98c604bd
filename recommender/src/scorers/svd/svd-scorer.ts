import type { Interactions } from '../../interactions/interactions.ts';
import type { RatingBiases } from '../baseline/fit-biases.ts';
import { foldInBias } from '../baseline/fold-in-bias.ts';
import type { Contribution } from '../explanation.ts';
import type { ScoredItems } from '../factorization/factor-model.ts';
import { computeRowDot, type FactorTable, readFactors } from '../factorization/factor-table.ts';
import { FactorView, type PersonInFactors } from '../factorization/factor-view.ts';
import { ItemScores } from '../factorization/item-scores.ts';
import { hasRatings } from '../known-row.ts';
import { asModelArray } from '../model-content.ts';
import { readRatingScale } from '../rating-scale.ts';
import type { ResolvedParameters } from '../resolve-parameters.ts';
import type { ModelContent, ScoredItem, Scorer, UserHistory, UserView } from '../scorer.ts';

/** What a truncated SVD keeps: biases, and right singular vectors by rows of items. */
export interface SvdModel {
  readonly interactions: Interactions;
  readonly parameters: ResolvedParameters;
  readonly biases: RatingBiases;
  readonly itemFactors: FactorTable;
  readonly singularValues: Float64Array;
}

/** A fitted truncated SVD. */
export class SvdScorer implements Scorer {
  readonly id = 'svd';
  readonly parameters;
  readonly dataHash: string;
  readonly sizeBytes: number;
  readonly #model: SvdModel;
  readonly #side: ScoredItems;

  constructor(model: SvdModel) {
    const { interactions, biases, itemFactors } = model;
    this.#model = model;
    this.parameters = model.parameters.values;
    this.dataHash = interactions.dataHash;
    const itemBiases = Float32Array.from(biases.items);
    this.#side = {
      interactions,
      scale: readRatingScale(interactions.byUser),
      mean: biases.mean,
      biases: itemBiases,
      factors: itemFactors,
      scores: new ItemScores(itemFactors, itemBiases),
      describesUnrated: false,
    };
    const arrays = [...this.toModelFile().arrays.values()];
    // Item vectors lie in memory twice: as they are stored, and where kernels reach them.
    this.sizeBytes = arrays.reduce((sum, { values }) => sum + values.byteLength, itemFactors.values.byteLength);
  }

  viewAs(user: number | undefined): UserView {
    const { byUser } = this.#model.interactions;
    if (!hasRatings(byUser, user)) return this.foldIn({ items: new Uint32Array(), codes: new Uint8Array() });
    const [start, end] = [byUser.offsets[user]!, byUser.offsets[user + 1]!];
    const history = { items: byUser.columns.subarray(start, end), codes: byUser.codes.subarray(start, end) };
    return new FactorView(this.#side, new ProjectedPerson(this.#model, history, this.#model.biases.users[user]!));
  }

  foldIn(history: UserHistory): UserView {
    return new FactorView(
      this.#side,
      new ProjectedPerson(this.#model, history, foldInBias(history, this.#model.biases)),
    );
  }

  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    return this.#side.scores.findNearest(item, count);
  }

  toModelFile(): ModelContent {
    const { biases, itemFactors, singularValues } = this.#model;
    return {
      arrays: new Map([
        ['user_biases', asModelArray(biases.users)],
        ['item_biases', asModelArray(biases.items)],
        ['item_vectors', { shape: [itemFactors.rowCount, itemFactors.width], values: itemFactors.values }],
        ['singular_values', asModelArray(singularValues)],
      ]),
      metadata: { mean: String(biases.mean), parameters: JSON.stringify(this.parameters) },
    };
  }
}

/** A person's row of the matrix, projected on the singular vectors: v = Σ x_j q_j. */
class ProjectedPerson implements PersonInFactors {
  readonly bias: number;
  readonly vector: Float64Array;
  readonly #factors: FactorTable;
  readonly #history: UserHistory;
  readonly #residuals: Float64Array;

  constructor({ biases, itemFactors }: SvdModel, history: UserHistory, bias: number) {
    this.bias = bias;
    this.#factors = itemFactors;
    this.#history = history;
    this.#residuals = Float64Array.from(history.items, (item, index) => {
      return history.codes[index]! / 2 - biases.mean - bias - biases.items[item]!;
    });
    const { width, values } = itemFactors;
    this.vector = new Float64Array(width);
    for (let index = 0; index < history.items.length; index += 1) {
      const from = history.items[index]! * width;
      for (let k = 0; k < width; k += 1) this.vector[k]! += this.#residuals[index]! * values[from + k]!;
    }
  }

  get isKnown(): boolean {
    return this.#history.items.length > 0;
  }

  explain(item: number): Contribution[] {
    const q = readFactors(this.#factors, item);
    const shares = Array.from(this.#history.items, (rated, index): Contribution => {
      const amount = this.#residuals[index]! * computeRowDot(this.#factors, rated, q);
      return { kind: 'rated-item', item: rated, rating: this.#history.codes[index]! / 2, amount };
    });
    return [{ kind: 'user-bias', amount: this.bias }, ...shares];
  }
}
