import type { Interactions } from '../../interactions/interactions.ts';
import { type RatingRow, SimilarityRow } from './similarity-row.ts';
import { TopSelection } from './top-selection.ts';
import type { UserKnnModel } from './user-knn-model.ts';

/** The users who are most like somebody. */
export interface FoundUsers {
  /** Best first, ties by the smaller number; only positive similarities. */
  readonly users: Uint32Array;
  readonly similarities: Float64Array;
}

/** Looks for similar users, one search at a time in the same memory. */
export class UserSearch {
  readonly #model: UserKnnModel;
  readonly #row: SimilarityRow;

  constructor(model: UserKnnModel) {
    this.#model = model;
    this.#row = new SimilarityRow(model.interactions.byItem, model.settings.similarity, model.biases);
  }

  /** @param self the user to leave out, where the ratings are those of a user of the data */
  find(ratings: RatingRow, self: number | undefined): FoundUsers {
    const { interactions, candidates, searchedRatings } = this.#model;
    const row = this.#row;
    row.compute(searchedRatings === 0 ? ratings : chooseTelling(ratings, interactions, searchedRatings), self);
    const { similarities } = row;
    const best = new TopSelection(candidates === 0 ? similarities.length : Math.min(candidates, similarities.length));
    for (let user = 0; user < similarities.length; user += 1) {
      const similarity = similarities[user]!;
      if (similarity > 0) best.offer(user, similarity);
    }
    const { keys, scores } = best.take();
    const count = this.#countReadable(keys);
    return { users: keys.subarray(0, count), similarities: scores.subarray(0, count) };
  }

  /** How many of the most similar users have no more ratings together than may be looked at. */
  #countReadable(users: Uint32Array): number {
    const { interactions, searchedRatings } = this.#model;
    if (searchedRatings === 0) return users.length;
    const { offsets } = interactions.byUser;
    let looked = 0;
    const tooMany = users.findIndex((user) => {
      looked += offsets[user + 1]! - offsets[user]!;
      return looked > searchedRatings;
    });
    return tooMany === -1 ? users.length : tooMany;
  }
}

/**
 * The ratings of the items that fewest people rated, as many as a search may look at: sharing a rare film says more than
 * sharing one that everybody saw, and costs less.
 */
function chooseTelling(ratings: RatingRow, { byItem }: Interactions, searchedRatings: number): RatingRow {
  const { columns, codes, start, end, bias } = ratings;
  const popularity = (position: number) => {
    const item = columns[position]!;
    return byItem.offsets[item + 1]! - byItem.offsets[item]!;
  };
  let total = 0;
  for (let position = start; position < end; position += 1) total += popularity(position);
  if (total <= searchedRatings) return ratings;
  const positions = Uint32Array.from({ length: end - start }, (_, index) => start + index);
  positions.sort((a, b) => popularity(a) - popularity(b) || a - b);
  let count = 0;
  let looked = 0;
  while (count < positions.length && looked + popularity(positions[count]!) <= searchedRatings) {
    looked += popularity(positions[count]!);
    count += 1;
  }
  const chosen = positions.subarray(0, Math.max(count, 1)).sort();
  return {
    columns: chosen.map((position) => columns[position]!),
    codes: Uint8Array.from(chosen, (position) => codes[position]!),
    start: 0,
    end: chosen.length,
    bias,
  };
}
