import type { Interactions } from '../interactions/interactions.ts';
import type { RatingTable } from '../interactions/rating-table.ts';
import type { Scorer, UserHistory, UserView } from '../scorers/scorer.ts';

/** One person of the test set. */
export interface HeldOutPerson {
  /** Their index in the training data; `undefined` when it has no rating of theirs. */
  readonly user: number | undefined;
  /** Rows of the test table that are theirs. */
  readonly rows: readonly number[];
  /** Items that they have rated, in the training data or in the history that is folded in. */
  readonly seen: Uint32Array;
  readonly view: UserView;
}

/** Where people and their ratings come from. */
export interface HeldOutPeople {
  readonly scorer: Scorer;
  readonly interactions: Interactions;
  /** The test set. */
  readonly test: RatingTable;
  /** Ratings that are folded in for users whom the training data doesn't know. */
  readonly history?: RatingTable | undefined;
}

/** The people of the test set in the order of their first row, each seen once. */
export function* listHeldOutPeople(people: HeldOutPeople): Generator<HeldOutPerson> {
  const { scorer, interactions, test, history } = people;
  const { users, byUser } = interactions;
  const historyRows = history === undefined ? new Map<number, number[]>() : groupRowsById(history);
  for (const [id, rows] of groupRowsById(test)) {
    const user = users.indexOf(id);
    const folded = historyRows.get(id);
    if (folded !== undefined && history !== undefined) {
      const known = createHistory(history, folded, interactions);
      yield { user, rows, seen: known.items, view: scorer.foldIn(user === undefined ? known : { ...known, user }) };
      continue;
    }
    const seen = user === undefined ? new Uint32Array(0) : readRow(byUser.columns, byUser.offsets, user);
    yield { user, rows, seen, view: scorer.viewAs(user) };
  }
}

function createHistory(table: RatingTable, rows: readonly number[], { items }: Interactions): UserHistory {
  const known = rows.flatMap((row) => {
    const item = items.indexOf(table.items.idAt(table.itemIndexes[row]!));
    return item === undefined ? [] : [{ item, code: table.codes[row]!, time: table.times?.[row] ?? 0 }];
  });
  const history = {
    items: Uint32Array.from(known, ({ item }) => item),
    codes: Uint8Array.from(known, ({ code }) => code),
  };
  return table.times === undefined ? history : { ...history, times: Uint32Array.from(known, ({ time }) => time) };
}

function groupRowsById(table: RatingTable): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < table.ratingCount; row += 1) {
    const id = table.users.idAt(table.userIndexes[row]!);
    const own = rows.get(id);
    if (own === undefined) rows.set(id, [row]);
    else own.push(row);
  }
  return rows;
}

function readRow(columns: Uint32Array, offsets: Uint32Array, row: number): Uint32Array {
  return columns.subarray(offsets[row]!, offsets[row + 1]!);
}
