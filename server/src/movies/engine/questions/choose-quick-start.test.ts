import { NumpyRandomState } from '@starweave/numerics';
import {
  createExternalIds,
  createTrainingData,
  type RatingTable,
  type SideInformationById,
  selectRows,
  type TrainingData,
} from '@starweave/recommender';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFilmCatalogue } from '../../catalogue/load-catalogue.ts';
import { createSideInformation } from '../../simulated-ratings/create-side-information.ts';
import { simulateRatings } from '../../simulated-ratings/simulate-ratings.ts';
import { createFilmQuestions, type FilmQuestions } from '../film-questions.ts';
import type { OpenDataSet } from '../open-data-set.ts';
import { fitTestShelf, nobody, openTestDataSet, openTestQuestions } from '../test-film-data.ts';

let dataSet: OpenDataSet;
let questions: FilmQuestions;

beforeAll(async () => {
  ({ dataSet, questions } = await openTestQuestions(['svd-biased']));
}, 120_000);

describe('chooseQuickStart', () => {
  it('gives different films that nothing is known of, and adapts to what was rated', async () => {
    const first = await questions.chooseQuickStart(nobody, 10);
    expect(new Set(first).size).toBe(10);
    const rated = {
      kind: 'person',
      feedback: [],
      ratings: [{ filmKey: first[0]!.key, halfStars: 8, ratedAt: 1 }],
    } as const;
    const second = await questions.chooseQuickStart(rated, 10);
    expect(second).not.toContain(first[0]);
    expect(await questions.chooseQuickStart(nobody, 10)).toEqual(first);
    const all = await questions.chooseQuickStart(nobody, 5000);
    expect(all.length).toBe(dataSet.films.filter(({ ratingCount }) => ratingCount > 0).length);
  });

  it('goes by popularity and entropy where no model with factors serves', async () => {
    const without = createFilmQuestions(dataSet, await fitTestShelf(dataSet, []));
    const films = await without.chooseQuickStart(nobody, 10);
    expect(new Set(films).size).toBe(10);
    const counts = dataSet.films.map(({ ratingCount }) => ratingCount).sort((a, b) => b - a);
    for (const { ratingCount } of films) expect(ratingCount).toBeGreaterThanOrEqual(counts[299]!);
  });
});

/** People with tastes, and what they would rate each film; some of it is known. */
interface Population {
  readonly training: TrainingData;
  /** Ratings of people who aren't in the training. */
  readonly heldOut: RatingTable;
  /** In stars, by external ids. */
  readonly expectedRating: (personId: number, filmId: number) => number;
}

/** Error on what unseen people rated, once they answered about ten films: chosen, the most rated ones, and drawn ones. */
async function measureAnswers({ training, heldOut, expectedRating }: Population) {
  const known = openTestDataSet(training);
  const { items } = training.interactions;
  const models = await fitTestShelf(known, ['svd-biased'], { 'svd-biased': { factors: 10 } });
  const { scorer } = await models.choose();
  const measure = (asked: readonly number[]) => {
    const views = new Map<number, ReturnType<typeof scorer.foldIn>>();
    const foldIn = (personId: number) => {
      const stars = asked.map((film) => expectedRating(personId, items.idAt(film)));
      const codes = Uint8Array.from(stars, (rating) => Math.min(10, Math.max(1, Math.round(2 * rating))));
      return scorer.foldIn({ items: Uint32Array.from(asked), codes });
    };
    let [square, count] = [0, 0];
    for (let row = 0; row < heldOut.ratingCount; row += 1) {
      const personId = heldOut.users.idAt(heldOut.userIndexes[row]!);
      const film = items.indexOf(heldOut.items.idAt(heldOut.itemIndexes[row]!))!;
      if (asked.includes(film)) continue;
      const view = views.get(personId) ?? foldIn(personId);
      views.set(personId, view);
      square += (view.predict(film).rating - heldOut.codes[row]! / 2) ** 2;
      count += 1;
    }
    return Math.sqrt(square / count);
  };
  const designed = await createFilmQuestions(known, models).chooseQuickStart(nobody, 10);
  const mostRated = [...known.films.keys()].sort((a, b) => known.films[b]!.ratingCount - known.films[a]!.ratingCount);
  const random = new NumpyRandomState(3);
  const drawn = Array.from({ length: 4 }, () => {
    const order = [...random.rand(Math.min(300, mostRated.length))].map((value, place) => ({ value, place }));
    return order
      .sort((a, b) => a.value - b.value)
      .slice(0, 10)
      .map(({ place }) => mostRated[place]!);
  });
  return {
    none: measure([]),
    designed: measure(designed.map((film) => known.films.indexOf(film))),
    popular: measure(mostRated.slice(0, 10)),
    drawn: drawn.map(measure).reduce((sum, error) => sum + error, 0) / drawn.length,
  };
}

/** Ten blockbusters that differ in one way only, and 150 other films that differ in four. */
function plantPopulation(): Population {
  const [people, films, blockbusters, width] = [400, 160, 10, 4];
  const random = new NumpyRandomState(8);
  const tastes = random.randn(people * width);
  const kinds = random.randn(films * width).map((value, at) => {
    return at < blockbusters * width ? (at % width === 0 ? 0.6 : 0) : 0.35 * value;
  });
  const expectedRating = (personId: number, filmId: number) => {
    let stars = 3.2;
    for (let k = 0; k < width; k += 1) stars += tastes[personId * width + k]! * kinds[filmId * width + k]!;
    return stars;
  };
  const rows: { person: number; film: number; code: number }[] = [];
  for (let person = 0; person < people; person += 1) {
    const [chances, moods] = [random.rand(films), random.randn(films)];
    for (let film = 0; film < films; film += 1) {
      if (chances[film]! > (film < blockbusters ? 0.9 : 0.3)) continue;
      const stars = expectedRating(person, film) + 0.3 * moods[film]!;
      rows.push({ person, film, code: Math.min(10, Math.max(1, Math.round(2 * stars))) });
    }
  }
  const table: RatingTable = {
    ratingCount: rows.length,
    users: createExternalIds(Array.from({ length: people }, (_, person) => person)),
    items: createExternalIds(Array.from({ length: films }, (_, film) => film)),
    userIndexes: Uint32Array.from(rows, ({ person }) => person),
    itemIndexes: Uint32Array.from(rows, ({ film }) => film),
    codes: Uint8Array.from(rows, ({ code }) => code),
    times: undefined,
  };
  return { ...splitPeople(table, 300), expectedRating };
}

function splitPeople(table: RatingTable, lastTrained: number, information?: SideInformationById) {
  const rows = Uint32Array.from({ length: table.ratingCount }, (_, row) => row);
  const isTrained = (row: number) => table.users.idAt(table.userIndexes[row]!) <= lastTrained;
  const training = createTrainingData(table, rows.filter(isTrained), information);
  return {
    training,
    heldOut: selectRows(
      table,
      rows.filter((row) => !isTrained(row)),
    ),
  };
}

describe('answers to the first questions', () => {
  it('tell much more about unseen people than answers about blockbusters that are all alike', async () => {
    const errors = await measureAnswers(plantPopulation());
    expect(errors.designed).toBeLessThan(0.6 * errors.none);
    expect(errors.designed).toBeLessThan(0.6 * errors.popular);
    expect(errors.designed).toBeLessThan(errors.drawn);
  });

  it('tell more than answers about well-known films drawn by lot, where popular films are as good as any', async () => {
    const catalogue = await loadFilmCatalogue();
    const { table, expectedRating } = simulateRatings(catalogue, { personCount: 350, seed: 11 });
    const split = splitPeople(table, 250, createSideInformation(catalogue));
    const errors = await measureAnswers({
      ...split,
      expectedRating: (personId, filmId) => expectedRating(personId - 1, filmId - 1),
    });
    expect(errors.designed).toBeLessThan(0.9 * errors.none);
    expect(errors.designed).toBeLessThan(errors.drawn);
    // What is planted there lies in all films alike, and the most rated films are those that models know best.
    expect(errors.designed).toBeLessThan(1.02 * errors.popular);
  });
});
