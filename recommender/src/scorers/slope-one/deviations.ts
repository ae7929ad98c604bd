import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Interactions } from '../../interactions/interactions.ts';
import type { FitOptions } from '../scorer.ts';

/** By how much people rate one item above another, for every pair of the most rated items. */
export interface Deviations {
  /** Items in the table, the most rated first. */
  readonly items: Uint32Array;
  /** Of each pair (a, b) of places with b < a, at a·(a − 1)/2 + b: Σ (rating of a − rating of b), in half stars. */
  readonly sums: Int32Array;
  /** How many people rated both. */
  readonly counts: Uint32Array;
}

/** What `computeDeviations` needs. */
export interface DeviationOptions {
  /** Bytes that the table may take; it holds as many items as fit, at 4 bytes times their number squared. */
  readonly memoryLimitBytes: number;
  /** Leave out the half stars, as a peer does that reads ratings as whole numbers. */
  readonly wholeStars: boolean;
}

/** The place of a pair of places in a triangular table; a > b. */
export function pairIndex(a: number, b: number): number {
  return (a * (a - 1)) / 2 + b;
}

/** The items that have a place in a table of this size: the most rated ones, ties by the smaller number. */
export function chooseItems({ itemCount, byItem }: Interactions, memoryLimitBytes: number): Uint32Array {
  const ratingsOf = (item: number) => byItem.offsets[item + 1]! - byItem.offsets[item]!;
  const items = Uint32Array.from({ length: itemCount }, (_, item) => item);
  items.sort((a, b) => ratingsOf(b) - ratingsOf(a) || a - b);
  const fitting = Math.floor((1 + Math.sqrt(1 + memoryLimitBytes)) / 2);
  return items.slice(0, Math.min(itemCount, fitting));
}

/** Some hundredths of a second: people with thousands of ratings have millions of pairs each. */
const PAIRS_PER_TURN = 2 ** 21;

/** Count all pairs of every user. Deterministic and exact: half stars are whole numbers. */
export async function computeDeviations(
  interactions: Interactions,
  options: DeviationOptions,
  { signal, onProgress }: FitOptions,
): Promise<Deviations> {
  const { byUser, userCount } = interactions;
  const items = chooseItems(interactions, options.memoryLimitBytes);
  const places = placesOf(items, interactions.itemCount);
  const pairs = pairIndex(items.length, 0);
  const sums = new Int32Array(pairs);
  const counts = new Uint32Array(pairs);
  const userPlaces: number[] = [];
  const userRatings: number[] = [];
  let pairsUntilTurn = 0;
  for (let user = 0; user < userCount; user += 1) {
    if (pairsUntilTurn <= 0) {
      await nextTurn();
      signal?.throwIfAborted();
      onProgress?.({ stage: 'deviations', fraction: user / userCount });
      pairsUntilTurn = PAIRS_PER_TURN;
    }
    userPlaces.length = 0;
    userRatings.length = 0;
    for (let index = byUser.offsets[user]!; index < byUser.offsets[user + 1]!; index += 1) {
      const place = places[byUser.columns[index]!]!;
      if (place < 0) continue;
      userPlaces.push(place);
      userRatings.push(options.wholeStars ? byUser.codes[index]! & ~1 : byUser.codes[index]!);
    }
    addPairs({ sums, counts }, userPlaces, userRatings);
    pairsUntilTurn -= 1 + pairIndex(userPlaces.length, 0);
  }
  onProgress?.({ stage: 'deviations', fraction: 1 });
  signal?.throwIfAborted();
  return { items, sums, counts };
}

function addPairs({ sums, counts }: Pick<Deviations, 'sums' | 'counts'>, places: number[], ratings: number[]): void {
  for (let first = 1; first < places.length; first += 1) {
    const a = places[first]!;
    const rating = ratings[first]!;
    for (let second = 0; second < first; second += 1) {
      const b = places[second]!;
      const difference = rating - ratings[second]!;
      const pair = a > b ? pairIndex(a, b) : pairIndex(b, a);
      sums[pair]! += a > b ? difference : -difference;
      counts[pair]! += 1;
    }
  }
}

/** The place of every item, or −1. */
export function placesOf(items: Uint32Array, itemCount: number): Int32Array {
  const places = new Int32Array(itemCount).fill(-1);
  for (let place = 0; place < items.length; place += 1) places[items[place]!] = place;
  return places;
}
