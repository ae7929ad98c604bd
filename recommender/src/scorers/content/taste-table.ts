import type { RatingBiases } from '../baseline/fit-biases.ts';
import type { RatingRow } from '../neighbours/similarity-row.ts';
import { addToProfile, type MetTerms, type TasteProfile } from './taste-profile.ts';
import type { TermMatrix } from './term-matrix.ts';

/** A profile with the terms that it has met. */
export interface ReadProfile {
  readonly profile: TasteProfile;
  readonly met: MetTerms;
}

/** A person's profile over all terms; one table in memory, written for one person at a time. */
export class TasteTable {
  readonly #matrix: TermMatrix;
  readonly #biases: RatingBiases;
  readonly #profile: TasteProfile;
  readonly #met: Uint32Array;
  #metCount = 0;
  #ratings: RatingRow | undefined;

  constructor(matrix: TermMatrix, biases: RatingBiases) {
    this.#matrix = matrix;
    this.#biases = biases;
    this.#profile = new Float64Array(2 * matrix.terms.length);
    this.#met = new Uint32Array(matrix.terms.length);
  }

  /** The profile of these ratings, as `buildProfile` has it; valid until the next call. */
  read(ratings: RatingRow): ReadProfile {
    if (this.#ratings !== ratings) this.#write(ratings);
    return { profile: this.#profile, met: this.#met.subarray(0, this.#metCount) };
  }

  #write(ratings: RatingRow): void {
    for (let place = 0; place < this.#metCount; place += 1) {
      const term = this.#met[place]!;
      this.#profile[2 * term] = 0;
      this.#profile[2 * term + 1] = 0;
    }
    this.#metCount = addToProfile(this.#profile, this.#matrix, { biases: this.#biases, ratings }, this.#met);
    this.#ratings = ratings;
  }
}
