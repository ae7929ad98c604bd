import { buildInteractions } from '../interactions/build-interactions.ts';
import { ExternalIdIndex } from '../interactions/id-index.ts';
import type { Interactions } from '../interactions/interactions.ts';
import { selectRows } from '../interactions/rating-table.ts';
import { realignSideInformation } from '../interactions/side-information.ts';
import { createPlantedRatings } from '../interactions/test-planted-ratings.ts';
import type { TrainingData, UserHistory } from './scorer.ts';

/** Data to fit on, and what to ask. */
export interface ScorerTestData {
  readonly training: TrainingData;
  readonly sampleUsers: readonly number[];
  readonly sampleItems: readonly number[];
  /** Somebody who isn't in the data. */
  readonly newcomer: UserHistory;
}

/** Planted ratings, a fifth of them held out. */
export interface PlantedSplit extends ScorerTestData {
  /** Held-out ratings by the training data's indexes. */
  readonly heldOut: readonly { readonly user: number; readonly item: number; readonly rating: number }[];
}

/** Every fifth rating is held out; all ids stay, so that a few items may have no rating. */
export function plantedSplit(): PlantedSplit {
  const { table, sideInformation } = createPlantedRatings({
    userCount: 150,
    itemCount: 120,
    ratingCount: 6000,
    seed: 4,
  });
  const rows = Uint32Array.from({ length: table.ratingCount }, (_, row) => row);
  const training = selectRows(
    table,
    rows.filter((row) => row % 5 !== 2),
    { keepAllIds: true },
  );
  const interactions = buildInteractions(training);
  const heldOut = Array.from(
    rows.filter((row) => row % 5 === 2),
    (row) => ({
      user: interactions.users.indexOf(table.users.idAt(table.userIndexes[row]!))!,
      item: interactions.items.indexOf(table.items.idAt(table.itemIndexes[row]!))!,
      rating: table.codes[row]! / 2,
    }),
  );
  return {
    training: { interactions, sideInformation: realignSideInformation(sideInformation, table, training) },
    sampleUsers: [0, 1, 50, interactions.userCount - 1],
    sampleItems: [0, 1, 60, interactions.itemCount - 1],
    newcomer: { items: Uint32Array.of(3, 1, 40, 77), codes: Uint8Array.of(10, 9, 2, 6) },
    heldOut,
  };
}

/** A few ratings, and so many items and users more without any; the newcomer rated the first item. */
export function createTable(
  ratings: readonly (readonly [user: number, item: number, code: number])[],
  unrated = 0,
): ScorerTestData {
  const users = new ExternalIdIndex();
  const items = new ExternalIdIndex();
  const [userIndexes, itemIndexes] = [
    Uint32Array.from(ratings, ([user]) => users.add(user + 1)),
    Uint32Array.from(ratings, ([, item]) => items.add(item + 1)),
  ];
  for (let more = 0; more < unrated; more += 1) {
    users.add(1_000_000 + more);
    items.add(1_000_000 + more);
  }
  const interactions = buildInteractions({
    ratingCount: ratings.length,
    users,
    items,
    userIndexes,
    itemIndexes,
    codes: Uint8Array.from(ratings, ([, , code]) => code),
    times: undefined,
  });
  const sideInformation = {
    items: Array.from({ length: interactions.itemCount }, (_, item) => ({
      title: `Film ${item}`,
      year: 2000 + item,
      genres: item % 2 === 0 ? ['Comedy'] : ['Drama', 'War'],
      tags: [],
      directors: [],
      keywords: [],
    })),
    users: Array.from({ length: interactions.userCount }, () => undefined),
  };
  return {
    training: { interactions, sideInformation },
    sampleUsers: Array.from({ length: interactions.userCount }, (_, user) => user),
    sampleItems: Array.from({ length: interactions.itemCount }, (_, item) => item),
    newcomer: { items: Uint32Array.of(0), codes: Uint8Array.of(9) },
  };
}

/** The ratings of a user of the data. */
export function historyOf({ byUser, timesByUser }: Interactions, user: number): UserHistory {
  const [start, end] = [byUser.offsets[user]!, byUser.offsets[user + 1]!];
  const history = { user, items: byUser.columns.slice(start, end), codes: byUser.codes.slice(start, end) };
  return timesByUser === undefined ? history : { ...history, times: timesByUser.slice(start, end) };
}
