import type { Interactions } from '../../interactions/interactions.ts';
import { chooseFewest, findFewest, LikeliestUsers } from './likeliest-users.ts';
import { boundSimilarity, findSupport } from './similarity-measure.ts';
import { type RatingRow, SimilarityRow } from './similarity-row.ts';
import { TopSelection } from './top-selection.ts';
import type { UserKnnModel } from './user-knn-model.ts';
import { UserScores } from './user-scores.ts';

/** The users who are most like somebody. */
export interface FoundUsers {
  /** Best first, ties by the smaller number; only positive similarities. */
  readonly users: Uint32Array;
  readonly similarities: Float64Array;
}

/** Who may be similar: these users, or without `users` all of them. */
interface PossibleUsers {
  readonly users?: Uint32Array;
  readonly similarities: Float64Array;
}

/** Measured on 200,000 users: seldom do more of them have to be looked at. */
const LOOKED_AT_FIRST = 16_384;

/** Looks for similar users, one search at a time in the same memory. */
export class UserSearch {
  readonly #model: UserKnnModel;
  readonly #likeliest: LikeliestUsers;
  readonly #lookedAtFirst: number;
  #row: SimilarityRow | undefined;
  #scores: UserScores | undefined;

  /** @param lookedAtFirst how many users are looked at closely at first; whom it finds doesn't depend on it */
  constructor(model: UserKnnModel, lookedAtFirst = LOOKED_AT_FIRST) {
    const { interactions, settings, biases } = model;
    const { byItem } = interactions;
    this.#model = model;
    this.#lookedAtFirst = lookedAtFirst;
    this.#likeliest = new LikeliestUsers({ byItem, similarity: settings.similarity, biases });
  }

  /** @param self the user to leave out, where the ratings are those of a user of the data */
  find(ratings: RatingRow, self: number | undefined): FoundUsers {
    const { interactions, searchedRatings } = this.#model;
    const row = searchedRatings === 0 ? ratings : chooseTelling(ratings, interactions, searchedRatings);
    return this.#findLikeliest(row, self) ?? this.#findAmongAll(row, self);
  }

  /** What the ratings of those who were found are added up in; empty, and valid until the next call. */
  clearScores(): UserScores {
    this.#scores ??= new UserScores(this.#model.interactions.byUser);
    this.#scores.clear();
    return this.#scores;
  }

  /**
   * The same users as `#findAmongAll`, without a look at those who have too little in common; `undefined` when that can't be
   * told, or not with less work.
   */
  #findLikeliest(row: RatingRow, self: number | undefined): FoundUsers | undefined {
    const { candidates, settings } = this.#model;
    const { similarity } = settings;
    if (candidates === 0 || !this.#likeliest.canCompare(row)) return undefined;
    const usersWith = this.#likeliest.countUsers(row);
    const support = findSupport(similarity.measure, similarity.minimumSupport);
    let fewest = chooseFewest(usersWith, this.#lookedAtFirst, similarity);
    for (;;) {
      const compared = this.#likeliest.compare(row, fewest, usersWith[fewest] ?? 0);
      if (compared === undefined) return undefined;
      const { found, lowest } = this.#takeBest(compared, self);
      // Whoever has less in common is less similar than the last who was taken.
      if (fewest <= support || lowest > boundSimilarity(fewest - 1, similarity)) return found;
      fewest = findFewest(lowest, fewest, similarity);
    }
  }

  #findAmongAll(row: RatingRow, self: number | undefined): FoundUsers {
    const { interactions, settings, biases } = this.#model;
    this.#row ??= new SimilarityRow(interactions.byItem, settings.similarity, biases);
    this.#row.compute(row, self);
    return this.#takeBest({ similarities: this.#row.similarities }, self).found;
  }

  /**
   * The most similar of the compared users (without `users`: of all), as many as may be asked.
   * @returns as `lowest` the similarity of the first who wasn't taken any more, or of the last; 0 when all were taken
   */
  #takeBest({ users, similarities }: PossibleUsers, self: number | undefined) {
    const { candidates } = this.#model;
    const capacity = candidates === 0 ? similarities.length : Math.min(candidates, similarities.length);
    const best = new TopSelection(capacity);
    for (let place = 0; place < similarities.length; place += 1) {
      const similarity = similarities[place]!;
      if (similarity <= 0) continue;
      const user = users === undefined ? place : users[place]!;
      if (user !== self) best.offer(user, similarity);
    }
    const { keys, scores } = best.take();
    const count = this.#countReadable(keys);
    const isFull = count < keys.length || (candidates > 0 && keys.length === candidates);
    const lowest = isFull ? scores[Math.min(count, keys.length - 1)]! : 0;
    return { found: { users: keys.subarray(0, count), similarities: scores.subarray(0, count) }, lowest };
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
