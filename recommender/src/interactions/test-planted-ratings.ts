import { NumpyRandomState } from '@starweave/numerics';
import { ExternalIdIndex } from './id-index.ts';
import type { SideInformation } from './item-features.ts';
import type { RatingTable } from './rating-table.ts';
import { drawPlantedRows, type PlantedRows } from './test-planted-rows.ts';
import { createPlantedFilms, createPlantedPeople } from './test-planted-side-information.ts';

/** The size and shape of a planted set; what is left out takes the default that is named. */
export interface PlantedRatingsOptions {
  /** Default 200. */
  readonly userCount?: number;
  /** Default 300. */
  readonly itemCount?: number;
  /** About how many ratings there are in all; every user has at least `smallestHistory`. Default 12,000. */
  readonly ratingCount?: number;
  /** Default 20, as in MovieLens. */
  readonly smallestHistory?: number;
  /** Default 4. */
  readonly factorCount?: number;
  /** Standard deviation of what nothing explains, in stars; default 0.6. */
  readonly noise?: number;
  /** `by-user` (the default): each user's rows stand together, as in ml-latest; `shuffled`: as in ml-100k. */
  readonly order?: 'by-user' | 'shuffled';
  /** Default 0. */
  readonly seed?: number;
}

/** Ratings that were made up, and what they were made from. */
export interface PlantedRatings {
  readonly table: RatingTable;
  readonly sideInformation: SideInformation;
  /** The rating in stars that the planted factors and biases give, before noise, rounding and the ends of the scale. */
  expectedRating(user: number, item: number): number;
}

const MEAN = 3.4;
const USER_BIAS = 0.4;
const ITEM_BIAS = 0.45;
/** Standard deviation of the factors' part, in stars. */
const TASTE = 0.6;

/**
 * Made-up ratings with MovieLens's skew: a few films that everybody knows and a long tail, heavy-tailed histories, half
 * stars. A rating is mean + user bias + item bias + taste (latent factors, which genres and people's groups go along with) +
 * noise; people rate more often what they like, so that ranking can be learnt too. The same options give the same set.
 */
export function createPlantedRatings(options: PlantedRatingsOptions = {}): PlantedRatings {
  const { userCount = 200, itemCount = 300, factorCount = 4, noise = 0.6, seed = 0 } = options;
  const random = new NumpyRandomState(seed);
  const films = createPlantedFilms(itemCount, factorCount, random);
  const people = createPlantedPeople(userCount, factorCount, random);
  const userBias = random.randn(userCount).map((value) => value * USER_BIAS);
  const itemBias = random.randn(itemCount).map((value) => value * ITEM_BIAS);
  const tasteOf = (user: number, item: number): number => {
    let sum = 0;
    for (let factor = 0; factor < factorCount; factor += 1) {
      sum += people.factors[user * factorCount + factor]! * films.factors[item * factorCount + factor]!;
    }
    return (sum / Math.sqrt(factorCount)) * TASTE;
  };
  const expectedOf = (user: number, item: number) => MEAN + userBias[user]! + itemBias[item]! + tasteOf(user, item);
  const { ratingCount = 12_000, smallestHistory = 20, order = 'by-user' } = options;
  const appealOf = (user: number, item: number) => tasteOf(user, item) + itemBias[item]!;
  const rows = drawPlantedRows({ userCount, itemCount, ratingCount, smallestHistory, order, appealOf }, random);
  const noises = random.randn(rows.users.length);
  const codes = Uint8Array.from(rows.users, (user, row) => {
    const stars = expectedOf(user, rows.items[row]!) + noise * noises[row]!;
    return Math.min(10, Math.max(1, Math.round(stars * 2)));
  });
  const { table, usersByIndex, itemsByIndex } = numberRows(rows, codes);
  return {
    table,
    sideInformation: {
      items: itemsByIndex.map((item) => films.features[item]),
      users: usersByIndex.map((user) => people.features[user]),
    },
    expectedRating: (user, item) => expectedOf(usersByIndex[user]!, itemsByIndex[item]!),
  };
}

/** Number users and items by first appearance, under ids that differ from the indexes. */
function numberRows(rows: PlantedRows, codes: Uint8Array) {
  const users = new ExternalIdIndex();
  const items = new ExternalIdIndex();
  const userIndexes = rows.users.map((user) => users.add(user + 1));
  const itemIndexes = rows.items.map((item) => items.add(item * 3 + 1));
  const { times } = rows;
  const table: RatingTable = { ratingCount: codes.length, users, items, userIndexes, itemIndexes, codes, times };
  return {
    table,
    usersByIndex: Array.from(users.toArray(), (id) => id - 1),
    itemsByIndex: Array.from(items.toArray(), (id) => (id - 1) / 3),
  };
}
