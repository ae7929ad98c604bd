import { mkdir } from 'node:fs/promises';
import {
  alignSideInformation,
  buildInteractions,
  type Interactions,
  openRatingTimes,
  type RatingTable,
  type SideInformationById,
  saveRatings,
  withMoreItems,
  withMoreUsers,
} from '@starweave/recommender';
import { type DataSetRecord, saveDataSetRecord } from './data-set-record.ts';
import { saveFilmFacts } from './film-facts-file.ts';
import { dataSetFiles } from './film-folder.ts';
import { savePeople } from './people-file.ts';

/** What is said about a data set by whoever makes it; the rest of its record is counted. */
export type DataSetDescription = Pick<
  DataSetRecord,
  'id' | 'name' | 'simulated' | 'source' | 'createdAt' | 'rejectedLineCount' | 'rejectedLines'
>;

/**
 * Writes a data set into a folder: ratings, films, people, and last the record that makes it one. Films that nobody has
 * rated are kept where something is known about them.
 *
 * @throws the recommender's UnfitDataError when there are no ratings; what the system says when the disk is full
 */
export async function saveDataSet(
  folder: string,
  ratings: { readonly table: RatingTable; readonly sideInformation: SideInformationById },
  description: DataSetDescription,
): Promise<DataSetRecord> {
  const { table, sideInformation } = ratings;
  const { items, users } = sideInformation;
  const interactions = buildInteractions(withMoreUsers(withMoreItems(table, items.keys()), users.keys()));
  const aligned = alignSideInformation(sideInformation, interactions);
  await mkdir(dataSetFiles.models(folder), { recursive: true });
  // By item too: at a start, to put 32 million together again would take a second in which no question is answered.
  await saveRatings(interactions, dataSetFiles.ratings(folder), { byItem: true });
  // The only time that all of them are read again: a start looks at nothing but the file's header.
  await (await openRatingTimes(dataSetFiles.ratings(folder), interactions))?.verify();
  const filmFiles = { films: dataSetFiles.films(folder), tags: dataSetFiles.tags(folder) };
  await saveFilmFacts(filmFiles, aligned.items, interactions);
  await savePeople(dataSetFiles.people(folder), aligned.users);
  const record: DataSetRecord = { ...description, ...countRatings(interactions) };
  await saveDataSetRecord(folder, record);
  return record;
}

function countRatings(interactions: Interactions) {
  const { byUser, userCount, itemCount, ratingCount, timesByUser } = interactions;
  let halfStars = 0;
  for (const code of byUser.codes) halfStars += code;
  let ratedUserCount = 0;
  for (let user = 0; user < userCount; user += 1) {
    if (byUser.offsets[user + 1]! > byUser.offsets[user]!) ratedUserCount += 1;
  }
  return {
    filmCount: itemCount,
    userCount: ratedUserCount,
    ratingCount,
    meanRating: halfStars / 2 / ratingCount,
    ...findPeriod(timesByUser),
  };
}

/** First and last rating; a time of 0 is one that isn't known. */
function findPeriod(times: Uint32Array | undefined): { firstRatingAt: number; lastRatingAt: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const time of times ?? []) {
    if (time === 0) continue;
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return { firstRatingAt: last === 0 ? 0 : first, lastRatingAt: last };
}
