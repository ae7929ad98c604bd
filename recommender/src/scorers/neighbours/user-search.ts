import type { Interactions } from '../../interactions/interactions.ts';
import { ComparedUsers, type FoundUsers } from './compared-users.ts';
import { type RatingRow, SimilarityRow } from './similarity-row.ts';
import { TopSelection } from './top-selection.ts';
import type { UserKnnModel } from './user-knn-model.ts';
import { type AveragedUsers, UserScores } from './user-scores.ts';

/** Looks for similar users, one search at a time in the same memory. */
export class UserSearch {
  readonly #model: UserKnnModel;
  readonly #compared: ComparedUsers;
  readonly #similarities: Float64Array;
  #row: SimilarityRow | undefined;
  #scores: UserScores | undefined;
  #listed: FoundUsers | undefined;

  /** @param usersAtOnce how many are compared at once; whom it finds doesn't depend on it */
  constructor(model: UserKnnModel, usersAtOnce?: number) {
    const { interactions, settings, biases } = model;
    const { byItem, userCount } = interactions;
    this.#model = model;
    this.#compared = new ComparedUsers({ byItem, similarity: settings.similarity, biases }, usersAtOnce);
    this.#similarities = new Float64Array(userCount);
  }

  /** @param self the user to leave out, where the ratings are those of a user of the data */
  find(ratings: RatingRow, self: number | undefined): FoundUsers {
    const { interactions, searchedRatings, candidates } = this.#model;
    const row = searchedRatings === 0 ? ratings : chooseTelling(ratings, interactions, searchedRatings);
    const best = candidates === 0 ? undefined : this.#compared.findBest(row, self, candidates);
    return this.#keepReadable(best ?? this.#findAmongAll(row, self));
  }

  /** What the items get by the ratings of those who were found. */
  score(averaged: AveragedUsers, scores: Float32Array): void {
    const { interactions, expectation } = this.#model;
    this.#scores ??= new UserScores(interactions.byUser, expectation);
    this.#scores.score(averaged, scores);
  }

  /** The similarity of every user, 0 for those who weren't found; valid until others are listed. */
  listSimilarities(found: FoundUsers): Float64Array {
    if (this.#listed === found) return this.#similarities;
    if (this.#listed !== undefined) for (const user of this.#listed.users) this.#similarities[user] = 0;
    const { users, similarities } = found;
    for (let rank = 0; rank < users.length; rank += 1) this.#similarities[users[rank]!] = similarities[rank]!;
    this.#listed = found;
    return this.#similarities;
  }

  #findAmongAll(ratings: RatingRow, self: number | undefined): FoundUsers {
    const { interactions, settings, biases, candidates } = this.#model;
    this.#row ??= new SimilarityRow(interactions.byItem, settings.similarity, biases);
    this.#row.compute(ratings, self);
    const { similarities } = this.#row;
    const best = new TopSelection(candidates === 0 ? similarities.length : Math.min(candidates, similarities.length));
    for (let user = 0; user < similarities.length; user += 1) {
      if (similarities[user]! > 0) best.offer(user, similarities[user]!);
    }
    const { keys, scores } = best.take();
    return { users: keys, similarities: scores };
  }

  #keepReadable({ users, similarities }: FoundUsers): FoundUsers {
    const count = this.#countReadable(users);
    return { users: users.subarray(0, count), similarities: similarities.subarray(0, count) };
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
  // By popularity, then by position: one number each, which sort without being compared one by one.
  const count = end - start;
  const keys = Float64Array.from({ length: count }, (_, place) => popularity(start + place) * count + place).sort();
  let chosenCount = 0;
  let looked = 0;
  while (chosenCount < count) {
    const more = Math.floor(keys[chosenCount]! / count);
    if (looked + more > searchedRatings) break;
    looked += more;
    chosenCount += 1;
  }
  const chosen = Uint32Array.from(keys.subarray(0, Math.max(chosenCount, 1)), (key) => start + (key % count)).sort();
  return {
    columns: chosen.map((position) => columns[position]!),
    codes: Uint8Array.from(chosen, (position) => codes[position]!),
    start: 0,
    end: chosen.length,
    bias,
  };
}
