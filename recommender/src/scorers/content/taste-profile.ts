import type { RatingBiases } from '../baseline/fit-biases.ts';
import type { RatingRow } from '../neighbours/similarity-row.ts';
import type { TermMatrix } from './term-matrix.ts';

/**
 * What a person thinks of terms: two numbers for each term, side by side, so that meeting a term is one look into memory.
 *
 * First Σ weight·(rating − expected): liked terms are positive, disliked ones push away. Then Σ weight: how often it was met.
 */
export type TasteProfile = Float64Array;

/** What the person thinks of a term, by its number. */
export function opinionOf(profile: TasteProfile, term: number): number {
  return profile[2 * term]!;
}

/** The profile of somebody's ratings; what is expected of a rating is mean + their bias + the item's. */
export function buildProfile(matrix: TermMatrix, biases: RatingBiases, ratings: RatingRow): TasteProfile {
  const profile = new Float64Array(2 * matrix.terms.length);
  for (let position = ratings.start; position < ratings.end; position += 1) {
    const item = ratings.columns[position]!;
    const residual = ratings.codes[position]! / 2 - biases.mean - ratings.bias - biases.items[item]!;
    for (let entry = matrix.offsets[item]!; entry < matrix.offsets[item + 1]!; entry += 1) {
      const term = matrix.columns[entry]!;
      profile[2 * term]! += matrix.weights[entry]! * residual;
      profile[2 * term + 1]! += matrix.weights[entry]!;
    }
  }
  return profile;
}

/** How a profile meets an item: opinion is Σ weight·opinion, likeness Σ weight·exposure over the item's terms. */
export function meetItem(matrix: TermMatrix, profile: TasteProfile, item: number) {
  let opinion = 0;
  let likeness = 0;
  for (let entry = matrix.offsets[item]!; entry < matrix.offsets[item + 1]!; entry += 1) {
    const term = matrix.columns[entry]!;
    opinion += matrix.weights[entry]! * profile[2 * term]!;
    likeness += matrix.weights[entry]! * profile[2 * term + 1]!;
  }
  return { opinion, likeness };
}
