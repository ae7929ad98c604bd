import type { Interactions } from './interactions.ts';
import type { RatingTable } from './rating-table.ts';

/** Ratings that are ordered by user as a table again: one user's after the other's, such as to cut them in two. */
export function createRatingTable({ users, items, byUser, ratingCount, timesByUser }: Interactions): RatingTable {
  const userIndexes = new Uint32Array(ratingCount);
  for (let user = 0; user < byUser.rowCount; user += 1) {
    userIndexes.fill(user, byUser.offsets[user]!, byUser.offsets[user + 1]!);
  }
  return {
    ratingCount,
    users,
    items,
    userIndexes,
    itemIndexes: byUser.columns,
    codes: byUser.codes,
    times: timesByUser,
  };
}
