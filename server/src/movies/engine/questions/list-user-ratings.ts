import { getUserHistory } from '@starweave/recommender';
import type { UserRatings } from '../film-engine.ts';
import { findUser } from '../known-person.ts';
import type { QuestionSources } from './question-sources.ts';

/** A page of the ratings of a user of the data, the latest first, or the last of the file where times aren't known. @throws NotFoundError */
export async function listUserRatings(
  { dataSet }: QuestionSources,
  userId: number,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<UserRatings> {
  const user = findUser(dataSet, userId);
  const { items, codes } = getUserHistory(dataSet.training.interactions, user);
  const times = await dataSet.readTimes(user);
  const latest = [...items.keys()].sort((a, b) => (times?.[b] ?? 0) - (times?.[a] ?? 0) || b - a);
  const ratings = latest.slice(offset, offset + limit).map((place) => ({
    film: dataSet.films[items[place]!]!,
    rating: codes[place]! / 2,
    ratedAt: times?.[place] ?? 0,
  }));
  return { ratings, total: items.length };
}
