import type { UserHistory } from '../scorers/scorer.ts';
import type { Interactions } from './interactions.ts';

/** The ratings of a user of the data, in the order of the file; views where that is possible. */
export function getUserHistory({ byUser, timesByUser, userCount }: Interactions, user: number): UserHistory {
  if (!(user >= 0 && user < userCount))
    throw new RangeError(`There is no user ${user}: they go from 0 to ${userCount - 1}.`);
  const [start, end] = [byUser.offsets[user]!, byUser.offsets[user + 1]!];
  const history = { user, items: byUser.columns.subarray(start, end), codes: byUser.codes.subarray(start, end) };
  return timesByUser === undefined ? history : { ...history, times: timesByUser.subarray(start, end) };
}
