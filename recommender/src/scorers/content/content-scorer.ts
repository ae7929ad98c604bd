import { foldInBias } from '../baseline/fold-in-bias.ts';
import { asModelArray } from '../model-content.ts';
import { emptyRow, rowOf, rowOfHistory } from '../neighbours/history.ts';
import type { RatingRow } from '../neighbours/similarity-row.ts';
import { TopSelection } from '../neighbours/top-selection.ts';
import type { ModelContent, ScoredItem, Scorer, UserHistory, UserView } from '../scorer.ts';
import type { ContentModel } from './content-model.ts';
import { type ContentTables, ContentView } from './content-view.ts';
import { TasteTable } from './taste-table.ts';
import { TermMoves } from './term-moves.ts';

/** A fitted content-based method. */
export class ContentScorer implements Scorer {
  readonly id = 'content';
  readonly parameters;
  readonly dataHash: string;
  readonly sizeBytes: number;
  readonly #model: ContentModel;
  readonly #tables: ContentTables;

  constructor(model: ContentModel) {
    const { matrix, biases, interactions } = model;
    this.#model = model;
    this.#tables = { moves: new TermMoves(matrix), taste: new TasteTable(matrix, biases) };
    this.parameters = model.parameters.values;
    this.dataHash = interactions.dataHash;
    const arrays = [matrix.offsets, matrix.columns, matrix.weights, biases.users, biases.items];
    this.sizeBytes = arrays.reduce((sum, { byteLength }) => sum + byteLength, this.#tables.moves.sizeBytes);
  }

  viewAs(user: number | undefined): UserView {
    if (user === undefined) return this.#view(emptyRow);
    const { interactions, biases } = this.#model;
    return this.#view(rowOf(interactions.byUser, user, biases.users[user]!));
  }

  foldIn(history: UserHistory): UserView {
    return this.#view(rowOfHistory(history, foldInBias(history, this.#model.biases)));
  }

  /** By the cosine of their terms. */
  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    const { terms, offsets, columns, weights } = this.#model.matrix;
    const own = new Float64Array(terms.length);
    for (let entry = offsets[item]!; entry < offsets[item + 1]!; entry += 1) own[columns[entry]!] = weights[entry]!;
    const best = new TopSelection(Math.min(count, offsets.length - 1));
    for (let other = 0; other < offsets.length - 1; other += 1) {
      if (other === item) continue;
      let cosine = 0;
      for (let entry = offsets[other]!; entry < offsets[other + 1]!; entry += 1) {
        cosine += own[columns[entry]!]! * weights[entry]!;
      }
      if (cosine > 0) best.offer(other, cosine);
    }
    const { keys, scores } = best.take();
    return Array.from(keys, (key, index) => ({ item: key, score: scores[index]! }));
  }

  toModelFile(): ModelContent {
    const { matrix, biases, slope, parameters, scale } = this.#model;
    const terms = new TextEncoder().encode(matrix.terms.join('\n'));
    const arrays = new Map([
      ['terms', asModelArray(terms)],
      ['offsets', asModelArray(matrix.offsets)],
      ['columns', asModelArray(matrix.columns)],
      ['weights', asModelArray(new Float16Array(matrix.weights))],
      ['user_biases', asModelArray(biases.users)],
      ['item_biases', asModelArray(biases.items)],
    ]);
    const facts = { termBytes: terms.length, mean: biases.mean, slope, lowest: scale.lowest, highest: scale.highest };
    const metadata = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)]));
    return { arrays, metadata: { ...metadata, parameters: JSON.stringify(parameters.values) } };
  }

  #view(ratings: RatingRow): UserView {
    return new ContentView(this.#model, this.#tables, ratings);
  }
}
