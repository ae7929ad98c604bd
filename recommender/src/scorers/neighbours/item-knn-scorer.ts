import { foldInBias } from '../baseline/fold-in-bias.ts';
import type { ModelContent, ScoredItem, Scorer, UserHistory, UserView } from '../scorer.ts';
import { emptyRow, rowOf, rowOfHistory } from './history.ts';
import { HistoryMarks } from './history-marks.ts';
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
  readonly #marks: HistoryMarks;

  constructor(model: ItemKnnModel) {
    const { lists, biases, interactions, parameters } = model;
    this.#model = model;
    this.#marks = new HistoryMarks(interactions.itemCount);
    this.parameters = parameters.values;
    this.dataHash = interactions.dataHash;
    this.sizeBytes =
      lists.offsets.byteLength +
      lists.neighbours.byteLength +
      lists.similarities.byteLength +
      biases.rows.byteLength +
      biases.columns.byteLength;
  }

  viewAs(user: number | undefined): UserView {
    if (user === undefined) return new ItemKnnView(this.#model, emptyRow, this.#marks);
    const { interactions, biases } = this.#model;
    const history = rowOf(interactions.byUser, user, biases.columns[user]!);
    return new ItemKnnView(this.#model, history, this.#marks);
  }

  foldIn(history: UserHistory): UserView {
    const { mean, rows } = this.#model.biases;
    const bias = foldInBias(history, { mean, items: rows });
    return new ItemKnnView(this.#model, rowOfHistory(history, bias), this.#marks);
  }

  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    const { offsets, neighbours, similarities } = this.#model.lists;
    const start = offsets[item]!;
    const end = Math.min(offsets[item + 1]!, start + count);
    return Array.from(neighbours.subarray(start, end), (neighbour, index) => ({
      item: neighbour,
      score: similarities[start + index]!,
    }));
  }

  toModelFile(): ModelContent {
    return writeItemKnnModel(this.#model);
  }
}
