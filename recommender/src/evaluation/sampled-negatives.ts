import { setImmediate } from 'node:timers/promises';
import { EvaluationError } from '../errors.ts';
import type { RatingTable } from '../interactions/rating-table.ts';
import { averageRankingQuality, computeRankingQuality, type RankingQuality } from '../metrics/ranking-quality.ts';
import { parseId } from '../readers/field-values.ts';
import { shuffleIndexes } from '../splitting/shuffle.ts';
import { type HeldOutPeople, listHeldOutPeople } from './held-out-people.ts';

/** For each held-out pair, by `user,item` with external ids, the items that it is ranked against. */
export type NegativeLists = ReadonlyMap<string, Uint32Array>;

/** The quality of rankings among given candidates, one held-out item each. */
export interface SampledRankingResult {
  readonly k: number;
  /** Held-out pairs; the means are over them. */
  readonly pairCount: number;
  /** Held-out items that the training data doesn't hold: always last. */
  readonly unknownItemCount: number;
  readonly quality: RankingQuality;
  /** One for each pair, in the order of the people and their rows, for paired tests. */
  readonly qualities: readonly RankingQuality[];
}

const POSITIVE = 0;
const PAIRS_PER_PAUSE = 64;

/**
 * Negatives as He et al. 2017 (NCF) publish them: a line for each held-out pair, `(user,item)`, a tab, then item ids with
 * tabs between. Ids are those of the ratings' files.
 *
 * @throws EvaluationError for a line of another form; the message names its number
 */
export function parseNegatives(text: string): NegativeLists {
  const lists = new Map<string, Uint32Array>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const [pair = '', ...items] = line.trim().split('\t');
    const found = /^\((\d+),\s*(\d+)\)$/.exec(pair);
    if (found === null || items.length === 0 || items.some((item) => typeof parseId(item, 'item') === 'string')) {
      throw new EvaluationError(
        `Line ${index + 1} of the negatives isn't “(user,item)”, a tab, and item ids with tabs between them.`,
      );
    }
    lists.set(nameOfPair(Number(found[1]), Number(found[2])), Uint32Array.from(items, Number));
  }
  return lists;
}

/**
 * Negatives for other held-out pairs, alike to given ones: for each row of `test`, as many items that its user hasn't rated,
 * drawn evenly by the seed out of those of the ratings. Fewer where there aren't so many.
 *
 * @param table all ratings, those of `test` included
 */
export function drawNegatives(
  table: RatingTable,
  test: RatingTable,
  { lists, seed }: { readonly lists: NegativeLists; readonly seed: number },
): NegativeLists {
  const count = [...lists.values()].reduce((most, list) => Math.max(most, list.length), 0);
  const rated = new Map<number, Set<number>>();
  for (let row = 0; row < table.ratingCount; row += 1) {
    const user = table.users.idAt(table.userIndexes[row]!);
    const own = rated.get(user);
    if (own === undefined) rated.set(user, new Set([table.itemIndexes[row]!]));
    else own.add(table.itemIndexes[row]!);
  }
  const drawn = new Map<string, Uint32Array>();
  const order = shuffleIndexes(table.items.count, seed);
  let next = 0;
  for (let row = 0; row < test.ratingCount; row += 1) {
    const user = test.users.idAt(test.userIndexes[row]!);
    const own: number[] = [];
    // Round and round through one random order: every item comes equally often, and never twice for one pair.
    for (let seen = 0; seen < order.length && own.length < count; seen += 1) {
      const item = order[next]!;
      next = (next + 1) % order.length;
      if (rated.get(user)?.has(item) !== true) own.push(table.items.idAt(item));
    }
    drawn.set(nameOfPair(user, test.items.idAt(test.itemIndexes[row]!)), Uint32Array.from(own));
  }
  return drawn;
}

/**
 * Rank each held-out item among its negatives (leave-one-out as in NCF). An equal score counts as better than the held-out
 * item's, so that a model that says nothing gains nothing. The held-out item itself, and repeated ones, count once.
 *
 * @throws EvaluationError when a pair of the test set has no negatives
 */
export async function evaluateAgainstNegatives(
  people: HeldOutPeople,
  negatives: NegativeLists,
  { k = 10, signal }: { readonly k?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<SampledRankingResult> {
  const { interactions, test } = people;
  const { items, itemCount } = interactions;
  const scores = new Float32Array(itemCount);
  const scoreOf = (id: number) => {
    const item = items.indexOf(id);
    return item === undefined ? Number.NEGATIVE_INFINITY : scores[item]!;
  };
  const qualities: RankingQuality[] = [];
  let unknownItemCount = 0;
  for (const { rows, view } of listHeldOutPeople(people)) {
    signal?.throwIfAborted();
    view.scoreItems(scores);
    for (const row of rows) {
      const user = test.users.idAt(test.userIndexes[row]!);
      const item = test.items.idAt(test.itemIndexes[row]!);
      const own = getNegatives(negatives, user, item);
      if (items.indexOf(item) === undefined) unknownItemCount += 1;
      qualities.push(rankPositive(scoreOf(item), own.map(scoreOf), k));
      if (qualities.length % PAIRS_PER_PAUSE === 0) await setImmediate();
    }
  }
  return { k, pairCount: qualities.length, unknownItemCount, quality: averageRankingQuality(qualities), qualities };
}

function getNegatives(negatives: NegativeLists, user: number, item: number): number[] {
  const list = negatives.get(nameOfPair(user, item));
  if (list !== undefined) return [...new Set(list)].filter((id) => id !== item);
  throw new EvaluationError(
    `The negatives have no line (${user},${item}): there must be one for each rating of the test set, with the same ids.`,
  );
}

function rankPositive(score: number, others: readonly number[], k: number): RankingQuality {
  const before = others.filter((other) => other >= score).length;
  // The positive's place in a list of items that only need to differ from it.
  const list = Array.from({ length: Math.min(k, others.length + 1) }, (_, place) =>
    place === before ? POSITIVE : place + 1,
  );
  return computeRankingQuality(list, new Set([POSITIVE]), k);
}

function nameOfPair(user: number, item: number): string {
  return `${user},${item}`;
}
