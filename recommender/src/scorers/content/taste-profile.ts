import type { RatingBiases } from '../baseline/fit-biases.ts';
import type { RatingRow } from '../neighbours/similarity-row.ts';
import type { TermMatrix } from './term-matrix.ts';

/** What a person thinks of terms, by number. */
export interface TasteProfile {
  /** Σ weight·(rating − expected): liked terms are positive, disliked ones push away. */
  readonly opinions: Float64Array;
  /** Σ weight: how often terms were met. */
  readonly exposure: Float64Array;
}

/** The profile of somebody's ratings; what is expected of a rating is mean + their bias + the item's. */
export function buildProfile(matrix: TermMatrix, biases: RatingBiases, ratings: RatingRow): TasteProfile {
  const opinions = new Float64Array(matrix.terms.length);
  const exposure = new Float64Array(matrix.terms.length);
  for (let position = ratings.start; position < ratings.end; position += 1) {
    const item = ratings.columns[position]!;
    const residual = ratings.codes[position]! / 2 - biases.mean - ratings.bias - biases.items[item]!;
    for (let entry = matrix.offsets[item]!; entry < matrix.offsets[item + 1]!; entry += 1) {
      const term = matrix.columns[entry]!;
      opinions[term]! += matrix.weights[entry]! * residual;
      exposure[term]! += matrix.weights[entry]!;
    }
  }
  return { opinions, exposure };
}

/** How a profile meets an item: opinion is Σ weight·opinions, likeness Σ weight·exposure over the item's terms. */
export function meetItem(matrix: TermMatrix, { opinions, exposure }: TasteProfile, item: number) {
  let opinion = 0;
  let likeness = 0;
  for (let entry = matrix.offsets[item]!; entry < matrix.offsets[item + 1]!; entry += 1) {
    const term = matrix.columns[entry]!;
    opinion += matrix.weights[entry]! * opinions[term]!;
    likeness += matrix.weights[entry]! * exposure[term]!;
  }
  return { opinion, likeness };
}
