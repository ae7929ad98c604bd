import { EvaluationError } from '../errors.ts';
import type { RatingTable } from '../interactions/rating-table.ts';
import { type Split, splitRows } from './split.ts';

const WITHOUT_TIMES = 'Give a file with a column such as timestamp, or cut the ratings into folds.';

/**
 * Each user's latest ratings are for testing; among equal times, the later rows. A user with no more than `count` ratings
 * stays in the training set whole.
 *
 * @throws EvaluationError when the table has no times, or nobody has more than `count` ratings
 */
export function leaveLastOut(table: RatingTable, count = 1): Split {
  const { times, ratingCount, userIndexes } = table;
  if (times === undefined) {
    throw new EvaluationError(`The ratings have no times, so that nobody has a last one. ${WITHOUT_TIMES}`);
  }
  const rowsByUser = Array.from({ length: table.users.count }, (): number[] => []);
  for (let row = 0; row < ratingCount; row += 1) rowsByUser[userIndexes[row]!]!.push(row);
  const isTest = new Uint8Array(ratingCount);
  for (const rows of rowsByUser) {
    if (rows.length <= count) continue;
    rows.sort((a, b) => times[a]! - times[b]! || a - b);
    for (const row of rows.slice(-count)) isTest[row] = 1;
  }
  if (!isTest.includes(1)) {
    throw new EvaluationError(
      `Nobody has more than ${count} rating${count === 1 ? '' : 's'}, so that none is left to test on. Cut the ratings into folds.`,
    );
  }
  return splitRows(`each user's last ${count}`, ratingCount, (row) => isTest[row] === 1);
}

/**
 * The latest share of all ratings is for testing, so that nothing is learnt from the future. Ratings of the very second at
 * the border are all for training.
 *
 * @param testShare between 0 and 1
 */
export function splitByTime(table: RatingTable, testShare: number): Split {
  const { times, ratingCount } = table;
  if (times === undefined) {
    throw new EvaluationError(`The ratings have no times, so that they have no order in time. ${WITHOUT_TIMES}`);
  }
  if (!(testShare > 0 && testShare < 1)) {
    throw new EvaluationError(
      `A test share of ${testShare} leaves nothing: give a number between 0 and 1, such as 0.1.`,
    );
  }
  const border = times.slice(0, ratingCount).sort()[Math.floor(ratingCount * (1 - testShare))]!;
  const split = splitRows(`ratings after ${border} s`, ratingCount, (row) => times[row]! > border);
  if (split.testRows.length > 0 && split.trainRows.length > 0) return split;
  throw new EvaluationError(
    'The times of the ratings are too much alike to cut them in two. Cut the ratings into folds.',
  );
}
