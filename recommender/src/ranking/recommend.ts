import { RankingOptionError } from '../errors.ts';
import type { Interactions } from '../interactions/interactions.ts';
import { computeGenreShares } from '../metrics/genre-calibration.ts';
import type { TrainingData, UserHistory, UserView } from '../scorers/scorer.ts';
import { createItemTest, type ItemFilter } from './item-filter.ts';
import { type Candidate, rerank } from './rerank.ts';
import { type RankedItem, selectTop } from './select-top.ts';

/** What is recommended. */
export interface RecommendOptions {
  /** How many items, 1 or more. */
  readonly count: number;
  readonly filter?: ItemFilter | undefined;
  /** Recommend what the person has rated as well; default false. */
  readonly includeSeen?: boolean | undefined;
  /** From 0 (the default: the best items, however alike) to 1 (as different as they can be, by genre). */
  readonly diversity?: number | undefined;
  /** From 0 (the default) to 1: genres in the shares of the person's own ratings. */
  readonly calibration?: number | undefined;
  /** From 0 (the default) to 1: the less known, the better. */
  readonly novelty?: number | undefined;
  /** How many of the best items are looked at when diversity, calibration or novelty is above 0; default 10 × count, at least 100. */
  readonly poolSize?: number | undefined;
}

const SMALLEST_POOL = 100;
const POOL_FACTOR = 10;

/**
 * Recommend items to a person: score all, leave out what they know and what the filter refuses, take the best.
 *
 * There are exactly `count` items as long as there are so many candidates. Equal scores go by the smaller index; the same
 * model, history and options always give the same list. `score` is the scorer's own, also where the order differs from it.
 *
 * @param history the person's ratings: what they know, and the genres that calibration follows
 * @throws RankingOptionError for a count or pool below 1 or a slider outside of 0 to 1
 */
export function recommend(
  view: UserView,
  data: TrainingData,
  history: UserHistory | undefined,
  options: RecommendOptions,
): RankedItem[] {
  const { count, filter = {}, includeSeen = false } = options;
  const { diversity = 0, calibration = 0, novelty = 0 } = options;
  requireOptions(options, { diversity, calibration, novelty });
  const { interactions, sideInformation } = data;
  const scores = requireScores(interactions);
  view.scoreItems(scores);
  const seen = new Set(includeSeen ? [] : history?.items);
  const passes = createItemTest(filter, interactions, sideInformation);
  const isCandidate = (item: number) => !seen.has(item) && passes(item);
  if (diversity === 0 && calibration === 0 && novelty === 0) return selectTop(scores, count, isCandidate);
  const poolSize = Math.max(count, options.poolSize ?? Math.max(SMALLEST_POOL, POOL_FACTOR * count));
  const pool = createPool(selectTop(scores, poolSize, isCandidate), data, novelty);
  const shares = computeHistoryShares(history, data);
  return rerank(pool, count, { diversity, calibration, history: shares }).map(({ item }) => ({
    item,
    score: scores[item]!,
  }));
}

/** The scores of one list at a time: a megabyte of them for every few lists would be garbage to collect. */
const scoresOf = new WeakMap<Interactions, Float32Array>();

function requireScores(interactions: Interactions): Float32Array {
  const known = scoresOf.get(interactions);
  if (known !== undefined) return known;
  const scores = new Float32Array(interactions.itemCount);
  scoresOf.set(interactions, scores);
  return scores;
}

/** Candidates whose relevance mixes their score and their novelty, each from 0 for the lowest to 1 for the highest. */
function createPool(ranked: readonly RankedItem[], { interactions, sideInformation }: TrainingData, novelty: number) {
  const { byItem, userCount } = interactions;
  const scores = spreadOut(ranked.map(({ score }) => score));
  const surprises = spreadOut(
    ranked.map(({ item }) => -Math.log2(Math.max(1, byItem.offsets[item + 1]! - byItem.offsets[item]!) / userCount)),
  );
  const pool = ranked.map(
    ({ item }, index): Candidate => ({
      item,
      relevance: (1 - novelty) * scores[index]! + novelty * surprises[index]!,
      genres: sideInformation?.items[item]?.genres ?? [],
    }),
  );
  return pool.sort((a, b) => b.relevance - a.relevance);
}

function spreadOut(values: readonly number[]): number[] {
  const lowest = values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const range = values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY) - lowest;
  return values.map((value) => (range === 0 ? 1 : (value - lowest) / range));
}

function computeHistoryShares(history: UserHistory | undefined, { sideInformation }: TrainingData) {
  const items = history === undefined ? [] : [...history.items];
  return computeGenreShares(
    items.map((item, index) => ({
      genres: sideInformation?.items[item]?.genres ?? [],
      weight: history!.codes[index]!,
    })),
  );
}

function requireOptions({ count, poolSize = 1 }: RecommendOptions, sliders: Readonly<Record<string, number>>): void {
  if (!Number.isInteger(poolSize) || poolSize < 1) {
    throw new RankingOptionError(
      'poolSize',
      `A list can't be chosen out of ${poolSize} items: give a whole number of 1 or more.`,
    );
  }
  if (!Number.isInteger(count) || count < 1) {
    throw new RankingOptionError('count', `A list can't have ${count} items: ask for a whole number of 1 or more.`);
  }
  for (const [name, value] of Object.entries(sliders)) {
    if (value >= 0 && value <= 1) continue;
    throw new RankingOptionError(name, `The ${name} is ${value}: it goes from 0 to 1.`);
  }
}
