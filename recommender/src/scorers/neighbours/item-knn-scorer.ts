import { foldInBias } from '../baseline/fold-in-bias.ts';
import type { ModelContent, ScoredItem, Scorer, UserHistory, UserView } from '../scorer.ts';
import { emptyRow, rowOf, rowOfHistory } from './history.ts';
import { writeItemKnnModel } from './item-knn-file.ts';
import type { ItemKnnModel } from './item-knn-model.ts';
import { ItemKnnView } from './item-knn-view.ts';

/** A fitted item-KNN. */
export class ItemKnnScorer implements Scorer {
  readonly id = 'item-knn';
  readonly parameters;
  readonly dataHash: string;
  readonly sizeBytes: number;
  readonly #model: ItemKnnModel;

  constructor(model: ItemKnnModel) {
    const { similarities, biases, interactions, parameters } = model;
    this.#model = model;
    this.parameters = parameters.values;
    this.dataHash = interactions.dataHash;
    this.sizeBytes = similarities.sizeBytes + biases.rows.byteLength + biases.columns.byteLength;
  }

  viewAs(user: number | undefined): UserView {
    if (user === undefined) return new ItemKnnView(this.#model, emptyRow);
    const { interactions, biases } = this.#model;
    const history = rowOf(interactions.byUser, user, biases.columns[user]!);
    return new ItemKnnView(this.#model, history);
  }

  foldIn(history: UserHistory): UserView {
    const { mean, rows } = this.#model.biases;
    const bias = foldInBias(history, { mean, items: rows });
    return new ItemKnnView(this.#model, rowOfHistory(history, bias));
  }

  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    return this.#model.similarities.findSimilarItems(item, count);
  }

  toModelFile(): ModelContent {
    return writeItemKnnModel(this.#model);
  }
}
