import { NumpyRandomState } from '@starweave/numerics';
import { createExternalIds, type RatingTable, withMoreItems } from '@starweave/recommender';
import type { CatalogueFilm } from '../catalogue/parse-catalogue.ts';
import { drawFilmTraits, type FilmTraits } from './film-traits.ts';
import { createMeasureLiking } from './measure-liking.ts';
import { drawPerson, type PersonTraits } from './person-traits.ts';
import { drawTimes } from './rating-times.ts';

/** How to simulate; the same films and options give the same ratings, bit for bit. */
export interface SimulationOptions {
  /** Default 800. */
  readonly personCount?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Multiplies all tastes; 0 leaves quality, generosity and moods only. Default 1. */
  readonly tasteStrength?: number;
}

/** What is to be said wherever these ratings show. */
export interface SimulationFacts {
  readonly simulated: true;
  /** The page that holds the formulas. */
  readonly model: 'docs/simulated-ratings.md';
  readonly personCount: number;
  readonly filmCount: number;
  readonly ratingCount: number;
  readonly seed: number;
}

/** Ratings of people who don't exist, and what they were made from. */
export interface SimulatedRatings {
  readonly facts: SimulationFacts;
  /** People have the ids 1, 2, 3 …; films their ids of the catalogue, those that nobody has rated too. */
  readonly table: RatingTable;
  /** By person id − 1. */
  readonly people: readonly PersonTraits[];
  /** In stars, before mood, rounding and the ends of the scale; by person id − 1 and place in the catalogue. */
  expectedRating(person: number, film: number): number;
}

const MEAN = 3.2;
/** A star of liking multiplies the chance of having seen a film by e to this. */
const CHOICE_OF_LIKING = 1.2;

/**
 * Simulate who has rated which films, how and when: docs/simulated-ratings.md has the model. Nothing of it is stored.
 */
export function simulateRatings(films: readonly CatalogueFilm[], options: SimulationOptions = {}): SimulatedRatings {
  const { personCount = 800, seed = 0, tasteStrength = 1 } = options;
  const random = new NumpyRandomState(seed);
  const traits = drawFilmTraits(films, random);
  const measureLiking = createMeasureLiking(films, traits);
  const measureStrong = (person: PersonTraits) => measureLiking(person).map((stars) => tasteStrength * stars);
  const people: PersonTraits[] = [];
  const rows: SimulatedRow[] = [];
  for (let person = 0; person < personCount; person += 1) {
    const someone = drawPerson(films, random);
    people.push(someone);
    rows.push(...rateFilms({ person, someone, liking: measureStrong(someone), traits }, random));
  }
  const table = withMoreItems(
    createTable(rows, films),
    films.map(({ id }) => id),
  );
  const expectedRating = (person: number, film: number) => {
    const someone = people[person]!;
    return expectStars(someone, measureStrong(someone)[film]!, traits.quality[film]!);
  };
  const counts = { personCount, filmCount: films.length, ratingCount: rows.length };
  return {
    facts: { simulated: true, model: 'docs/simulated-ratings.md', ...counts, seed },
    table,
    people,
    expectedRating,
  };
}

interface SimulatedRow {
  readonly person: number;
  readonly film: number;
  readonly code: number;
  readonly time: number;
}

function expectStars(person: PersonTraits, liking: number, quality: number): number {
  return MEAN + person.generosity + person.spread * (quality + liking);
}

interface OnePerson {
  readonly person: number;
  readonly someone: PersonTraits;
  readonly liking: Float64Array;
  readonly traits: FilmTraits;
}

/** The films that a person has seen, in the order in which they rated them. */
function rateFilms({ person, someone, liking, traits }: OnePerson, random: NumpyRandomState): SimulatedRow[] {
  // The films with the smallest −ln(u) / weight are a draw without replacement in proportion to the weights.
  const waits = random
    .rand(liking.length)
    .map((u, film) => -Math.log(1 - u) / (traits.fame[film]! * Math.exp(CHOICE_OF_LIKING * liking[film]!)));
  const chosen = Array.from(waits.keys())
    .sort((one, other) => waits[one]! - waits[other]!)
    .slice(0, someone.ratingCount);
  const moods = random.randn(chosen.length);
  const times = drawTimes(chosen.length, random);
  return chosen.map((film, position) => {
    const stars = expectStars(someone, liking[film]!, traits.quality[film]!) + someone.moodiness * moods[position]!;
    const steps = Math.round((stars * 2) / someone.step) * someone.step;
    return { person, film, code: Math.min(10, Math.max(someone.step, steps)), time: times[position]! };
  });
}

function createTable(rows: readonly SimulatedRow[], films: readonly CatalogueFilm[]): RatingTable {
  const users = createExternalIds([...new Set(rows.map(({ person }) => person + 1))]);
  const items = createExternalIds([...new Set(rows.map(({ film }) => films[film]!.id))]);
  return {
    ratingCount: rows.length,
    users,
    items,
    userIndexes: Uint32Array.from(rows, ({ person }) => users.indexOf(person + 1)!),
    itemIndexes: Uint32Array.from(rows, ({ film }) => items.indexOf(films[film]!.id)!),
    codes: Uint8Array.from(rows, ({ code }) => code),
    times: Uint32Array.from(rows, ({ time }) => time),
  };
}
