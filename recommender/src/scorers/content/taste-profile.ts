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

/** The terms of a profile that aren't zeros, each once. */
export type MetTerms = Uint32Array;

/** Somebody's ratings, and what was expected of them: mean + their bias + the item's. */
export interface RatedTerms {
  readonly biases: RatingBiases;
  readonly ratings: RatingRow;
}

/** The profile of somebody's ratings. */
export function buildProfile(matrix: TermMatrix, biases: RatingBiases, ratings: RatingRow): TasteProfile {
  const profile = new Float64Array(2 * matrix.terms.length);
  addToProfile(profile, matrix, { biases, ratings }, new Uint32Array(matrix.terms.length));
  return profile;
}

/** Adds ratings to a profile of zeros. Writes the terms that were met, and returns how many there are. */
export function addToProfile(
  profile: TasteProfile,
  matrix: TermMatrix,
  { biases, ratings }: RatedTerms,
  met: MetTerms,
): number {
  const { offsets, columns, weights } = matrix;
  let count = 0;
  for (let position = ratings.start; position < ratings.end; position += 1) {
    const item = ratings.columns[position]!;
    const residual = ratings.codes[position]! / 2 - biases.mean - ratings.bias - biases.items[item]!;
    const end = offsets[item + 1]!;
    for (let entry = offsets[item]!; entry < end; entry += 1) {
      const term = columns[entry]!;
      const weight = weights[entry]!;
      if (weight === 0) continue;
      if (profile[2 * term + 1] === 0) {
        met[count] = term;
        count += 1;
      }
      profile[2 * term]! += weight * residual;
      profile[2 * term + 1]! += weight;
    }
  }
  return count;
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
