import { createHash } from 'node:crypto';
import type { Scorer } from '@starweave/recommender';
import type { RecommendQuery, RecommendResult } from './film-engine.ts';

const MOST_LISTS = 256;

/** What a list depends on besides the data set. */
export interface ListCause {
  readonly query: RecommendQuery;
  /** Who answers, and who says stars. */
  readonly scorers: readonly [Scorer, Scorer];
  /** Why it is another model than was asked for. */
  readonly reason: string;
}

interface RememberedList {
  readonly starScorer: WeakRef<Scorer>;
  readonly list: RecommendResult;
}

/**
 * The last 256 lists of each model: the same question by the same person with the same ratings has the same answer, which is
 * some thousand bytes, whereas what it was made of is millions. A model that is let go takes its lists with it.
 */
export class RememberedLists {
  readonly #lists = new WeakMap<Scorer, Map<string, RememberedList>>();

  /** The list that was made for this cause, or the one that `make` gives. */
  async get(cause: ListCause, make: () => Promise<RecommendResult> | RecommendResult): Promise<RecommendResult> {
    const [scorer, starScorer] = cause.scorers;
    const lists = this.#lists.get(scorer) ?? new Map<string, RememberedList>();
    this.#lists.set(scorer, lists);
    const key = describeCause(cause);
    const known = lists.get(key);
    const list = known?.starScorer.deref() === starScorer ? known.list : await make();
    // What was asked for last stands last.
    lists.delete(key);
    lists.set(key, { starScorer: new WeakRef(starScorer), list });
    if (lists.size > MOST_LISTS) lists.delete(lists.keys().next().value!);
    return list;
  }
}

function describeCause({ query, reason }: ListCause): string {
  return createHash('sha256')
    .update(JSON.stringify([query, reason]))
    .digest('base64');
}
