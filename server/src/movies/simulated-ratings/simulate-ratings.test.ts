import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createTrainingData,
  findScorer,
  fitTimed,
  measureRatings,
  type RatingTable,
  type ScorerId,
  selectRows,
} from '@starweave/recommender';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFilmCatalogue } from '../catalogue/load-catalogue.ts';
import type { CatalogueFilm } from '../catalogue/parse-catalogue.ts';
import { createSideInformation } from './create-side-information.ts';
import { FIRST_SECOND } from './rating-times.ts';
import { type SimulatedRatings, simulateRatings } from './simulate-ratings.ts';

let films: readonly CatalogueFilm[];
let simulated: SimulatedRatings;
let table: RatingTable;

beforeAll(async () => {
  films = await loadFilmCatalogue();
  simulated = simulateRatings(films);
  table = simulated.table;
});

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: ArrayLike<number>) => {
  const centre = mean(values);
  return Math.sqrt(mean(Array.from(values, (value) => (value - centre) ** 2)));
};
const countUp = (indexes: Uint32Array, count: number) => {
  const counts = new Uint32Array(count);
  for (const index of indexes) counts[index]! += 1;
  return counts;
};
const starsOf = (rows: RatingTable) => Array.from(rows.codes, (code) => code / 2);

describe('the simulated ratings', () => {
  it('say that they are simulated', () => {
    expect(simulated.facts).toEqual({
      simulated: true,
      model: 'docs/simulated-ratings.md',
      personCount: 800,
      filmCount: films.length,
      ratingCount: table.ratingCount,
      seed: 0,
    });
  });

  it('are the same for the same seed, and others for another one', () => {
    const small = { personCount: 30 };
    const [one, again, other] = [7, 7, 8].map((seed) => simulateRatings(films, { ...small, seed }).table);
    expect(again!.codes).toEqual(one!.codes);
    expect(again!.times).toEqual(one!.times);
    expect(other!.codes).not.toEqual(one!.codes);
  });

  it('are a table that the recommender takes: each pair once, every film known', () => {
    const { interactions } = createTrainingData(table, undefined, createSideInformation(films));
    expect(interactions.itemCount).toBe(films.length);
    expect(interactions.userCount).toBe(800);
    expect(table.users.indexOf(1)).toBe(0);
  });

  it('have MovieLens’s size of histories: 20 at least, 60 to 100 on average, a long tail', () => {
    const counts = countUp(table.userIndexes, table.users.count);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(20);
    expect(mean(counts)).toBeGreaterThan(60);
    expect(mean(counts)).toBeLessThan(100);
    expect(Math.max(...counts)).toBeGreaterThan(4 * mean(counts));
  });

  it('have MovieLens’s skew: a tenth of the films has between a third and two thirds of the ratings', () => {
    const counts = [...countUp(table.itemIndexes, table.items.count)].sort((one, other) => other - one);
    const head = counts.slice(0, Math.floor(films.length / 10)).reduce((sum, count) => sum + count, 0);
    expect(head / table.ratingCount).toBeGreaterThan(1 / 3);
    expect(head / table.ratingCount).toBeLessThan(2 / 3);
    expect(counts.filter((count) => count === 0).length / films.length).toBeLessThan(0.05);
  });

  it('have a mean of about 3.5 stars and a deviation of about 1, over the whole scale', () => {
    const stars = starsOf(table);
    expect(Math.abs(mean(stars) - 3.5)).toBeLessThan(0.2);
    expect(Math.abs(deviation(stars) - 1)).toBeLessThan(0.15);
    expect(new Set(table.codes)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
  });

  it('keep everybody’s habits: about a third gives whole stars only', () => {
    const halves = new Uint32Array(800);
    for (let row = 0; row < table.ratingCount; row += 1) halves[table.userIndexes[row]!]! += table.codes[row]! % 2;
    const whole = halves.filter((count) => count === 0).length / 800;
    expect(Math.abs(whole - 0.35)).toBeLessThan(0.06);
    for (const [index, { step }] of simulated.people.entries()) if (step === 2) expect(halves[index]).toBe(0);
  });

  it('are dated after the newest film, each person’s in order', () => {
    const { times, userIndexes } = table;
    const isEarly = (time: number, row: number) =>
      row > 0 && userIndexes[row] === userIndexes[row - 1] ? time <= times![row - 1]! : time < FIRST_SECOND;
    expect(times!.findIndex(isEarly)).toBe(-1);
  });

  it('are what the formula expects, but for moods, rounding and the ends of the scale', () => {
    const sampled = Math.floor(table.ratingCount / 20);
    const errors = Array.from({ length: sampled }, (_, sample) => {
      const row = sample * 20;
      const person = table.users.idAt(table.userIndexes[row]!) - 1;
      const film = table.items.idAt(table.itemIndexes[row]!) - 1;
      return table.codes[row]! / 2 - Math.min(5, Math.max(0.5, simulated.expectedRating(person, film)));
    });
    expect(Math.abs(mean(errors))).toBeLessThan(0.06);
    expect(deviation(errors)).toBeLessThan(0.7);
  });

  it('show a favourite director: half a star more, and seen more often', () => {
    const seen = { favourite: [] as number[], other: [] as number[] };
    for (let row = 0; row < table.ratingCount; row += 1) {
      const { favouriteDirectors } = simulated.people[table.users.idAt(table.userIndexes[row]!) - 1]!;
      const { directors } = films[table.items.idAt(table.itemIndexes[row]!) - 1]!;
      const isFavourite = directors.some((director) => favouriteDirectors.has(director));
      seen[isFavourite ? 'favourite' : 'other'].push(table.codes[row]! / 2);
    }
    expect(mean(seen.favourite) - mean(seen.other)).toBeGreaterThan(0.25);
  });
});

describe('planted tastes', () => {
  /** Scorer and RMSE, as docs/simulated-ratings.md tells them. */
  const page = readFileSync(path.join(import.meta.dirname, '../../../../docs/simulated-ratings.md'), 'utf8');
  const documented = [...page.matchAll(/^\| ([a-z-]+) \| (0\.\d{3}) \|$/gm)].map(
    ([, id, rmse]) => [id as ScorerId, Number(rmse)] as const,
  );

  /** Held-out error of a scorer on every fifth rating of simulated people. */
  async function measure(id: ScorerId, ratings: SimulatedRatings): Promise<number> {
    const rows = Array.from({ length: ratings.table.ratingCount }, (_, row) => row);
    // People's rows stand in the order in which they saw films, the likely ones first: every fifth is a fair sample.
    const training = createTrainingData(
      ratings.table,
      Uint32Array.from(rows.filter((row) => row % 5 !== 0)),
      createSideInformation(films),
    );
    const test = selectRows(ratings.table, Uint32Array.from(rows.filter((row) => row % 5 === 0)));
    const definition = findScorer(id)!;
    const settings = { definition, parameters: {}, fitOptions: { seed: 1, threads: 1 }, clock: () => 0 };
    return (await measureRatings(await fitTimed(settings, training), { training, test }, settings)).test.rmse;
  }

  it('are found by methods that look for them, out of sample', async () => {
    const errors = new Map<ScorerId, number>();
    for (const [id] of documented) errors.set(id, await measure(id, simulated));
    expect(errors.size).toBe(7);
    for (const [id, rmse] of documented) expect(Math.abs(errors.get(id)! - rmse), id).toBeLessThan(0.002);
    // Where chance alone stands, the next test shows: no method is better than the baseline by half a percent there.
    const share = (id: ScorerId) => errors.get(id)! / errors.get('baseline')!;
    expect(share('content')).toBeLessThan(0.995);
    expect(share('item-knn')).toBeLessThan(0.985);
    expect(share('svd-biased')).toBeLessThan(0.97);
  });

  it('are all that there is to find: without them nothing beats the baseline', async () => {
    const tasteless = simulateRatings(films, { tasteStrength: 0 });
    const baseline = await measure('baseline', tasteless);
    for (const id of ['content', 'item-knn', 'svd-biased'] as const) {
      expect(await measure(id, tasteless), id).toBeGreaterThan(0.995 * baseline);
    }
  });
});
