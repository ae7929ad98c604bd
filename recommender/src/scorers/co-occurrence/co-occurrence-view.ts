import type { Contribution, Explanation } from '../explanation.ts';
import type { RatingRow } from '../neighbours/similarity-row.ts';
import type { Prediction, UserView } from '../scorer.ts';
import { computeTypicalScore, predictStars } from '../star-calibration.ts';
import type { CoOccurrenceModel } from './co-occurrence-model.ts';

/** Items that go together, seen by one person: score(i) = Σ weight(j)·s(j → i) over what they rated. */
export class CoOccurrenceView implements UserView {
  readonly #model: CoOccurrenceModel;
  readonly #history: RatingRow;
  #typicalScore: number | undefined;

  constructor(model: CoOccurrenceModel, history: RatingRow) {
    this.#model = model;
    this.#history = history;
  }

  predict(item: number | undefined): Prediction {
    const user = { bias: this.#history.bias, typicalScore: this.#findTypicalScore() };
    const score = item === undefined ? 0 : this.#listParts(item).reduce((sum, { amount }) => sum + amount, 0);
    return predictStars(this.#model.calibration, user, item, score);
  }

  scoreItems(scores: Float32Array): void {
    const { lists, itemWeights } = this.#model;
    const { columns, start, end } = this.#history;
    scores.fill(0);
    for (let position = start; position < end; position += 1) {
      const rated = columns[position]!;
      const weight = itemWeights[rated]!;
      const last = lists.offsets[rated + 1]!;
      for (let index = lists.offsets[rated]!; index < last; index += 1) {
        scores[lists.neighbours[index]!]! += weight * lists.similarities[index]!;
      }
    }
  }

  explain(item: number): Explanation {
    const contributions = this.#listParts(item).sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
    return { of: 'score', total: contributions.reduce((sum, { amount }) => sum + amount, 0), contributions };
  }

  #listParts(item: number): Contribution[] {
    const { lists, itemWeights } = this.#model;
    const { columns, codes, start, end } = this.#history;
    const parts: Contribution[] = [];
    for (let position = start; position < end; position += 1) {
      const rated = columns[position]!;
      const at = lists.neighbours.subarray(lists.offsets[rated]!, lists.offsets[rated + 1]!).indexOf(item);
      if (at < 0) continue;
      const amount = itemWeights[rated]! * lists.similarities[lists.offsets[rated]! + at]!;
      parts.push({ kind: 'rated-item', item: rated, rating: codes[position]! / 2, amount });
    }
    return parts;
  }

  #findTypicalScore(): number {
    if (this.#typicalScore !== undefined) return this.#typicalScore;
    const { columns, start, end } = this.#history;
    const scores = new Float32Array(this.#model.interactions.itemCount);
    this.scoreItems(scores);
    this.#typicalScore = computeTypicalScore(columns.subarray(start, end), (item) => scores[item]!);
    return this.#typicalScore;
  }
}
