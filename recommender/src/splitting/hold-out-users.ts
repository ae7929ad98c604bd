import { EvaluationError } from '../errors.ts';
import type { RatingTable } from '../interactions/rating-table.ts';
import { shuffleIndexes } from './shuffle.ts';
import { type Split, splitRows } from './split.ts';

/** A split in which the test users are unknown to the model, and come to it with a part of their ratings. */
export interface UserHoldOut extends Split {
  /** Ratings of the test users that are folded in; neither in `trainRows` nor in `testRows`. */
  readonly historyRows: Uint32Array;
}

/** How users are held out. */
export interface UserHoldOutOptions {
  /** How many users are held out. */
  readonly userCount: number;
  /** Share of their ratings that is folded in; default 0.8, as Liang et al. 2018 do. */
  readonly historyShare?: number;
  readonly seed: number;
}

/**
 * Strong generalisation: the model is fitted without the test users, then folds in a part of each one's ratings and is held
 * against the rest. Users with a single rating are never held out.
 *
 * @throws EvaluationError when so many users can't be held out
 */
export function holdOutUsers(
  table: RatingTable,
  { userCount, historyShare = 0.8, seed }: UserHoldOutOptions,
): UserHoldOut {
  const rowsByUser = Array.from({ length: table.users.count }, (): number[] => []);
  for (let row = 0; row < table.ratingCount; row += 1) rowsByUser[table.userIndexes[row]!]!.push(row);
  const candidates = [...shuffleIndexes(table.users.count, seed)].filter((user) => rowsByUser[user]!.length > 1);
  if (!Number.isInteger(userCount) || userCount < 1 || userCount > candidates.length) {
    throw new EvaluationError(
      `${userCount} users can't be held out: ${candidates.length} have more than one rating. Take more ratings, or cut them into folds.`,
    );
  }
  const HISTORY = 1;
  const TEST = 2;
  const role = new Uint8Array(table.ratingCount);
  for (const user of candidates.slice(0, userCount)) {
    const rows = rowsByUser[user]!;
    const testCount = Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * (1 - historyShare))));
    for (const [position, index] of shuffleIndexes(rows.length, seed + 1 + user).entries()) {
      role[rows[index]!] = position < testCount ? TEST : HISTORY;
    }
  }
  const all = Uint32Array.from({ length: table.ratingCount }, (_, row) => row);
  const { testRows } = splitRows('', table.ratingCount, (row) => role[row] === TEST);
  return {
    name: `${userCount} users held out`,
    trainRows: all.filter((row) => role[row] === 0),
    historyRows: all.filter((row) => role[row] === HISTORY),
    testRows,
  };
}
