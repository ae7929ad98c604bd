import type { Scorer } from '@starweave/recommender';
import { findScorer } from '@starweave/recommender';
import { beforeAll, describe, expect, it } from 'vitest';
import type { KnownPerson } from './known-person.ts';
import type { OpenDataSet } from './open-data-set.ts';
import { countKeptViews, PersonViews } from './person-views.ts';
import { createTestDataSet } from './test-film-data.ts';

let dataSet: OpenDataSet;
let scorer: Scorer;
/** How often the model itself scored all films. */
let scored = 0;

beforeAll(async () => {
  dataSet = await createTestDataSet();
  scorer = countScoring(await findScorer('item-knn')!.fit(dataSet.training, {}));
});

function countScoring(model: Scorer): Scorer {
  return new Proxy(model, {
    get(target, name) {
      if (name !== 'foldIn') return Reflect.get(target, name, target) as unknown;
      const foldIn: Scorer['foldIn'] = (history) => {
        const view = target.foldIn(history);
        return {
          predict: (item) => view.predict(item),
          explain: (item) => view.explain(item),
          scoreItems(scores) {
            scored += 1;
            view.scoreItems(scores);
          },
        };
      };
      return foldIn;
    },
  });
}

function createPerson(items: readonly number[], codes: readonly number[]): KnownPerson {
  const history = { items: Uint32Array.from(items), codes: Uint8Array.from(codes) };
  return { isStranger: false, user: undefined, history, liked: [], notInterested: [], seen: [] };
}

function score(views: PersonViews, person: KnownPerson): Float32Array {
  const scores = new Float32Array(dataSet.films.length);
  views.get(scorer, person).scoreItems(scores);
  return scores;
}

describe('PersonViews', () => {
  it('scores all films once for the same ratings, and hands out its own copy each time', () => {
    const views = new PersonViews(dataSet.training.interactions);
    const expected = new Float32Array(dataSet.films.length);
    scorer.foldIn(createPerson([3, 8], [9, 2]).history).scoreItems(expected);
    scored = 0;
    const first = score(views, createPerson([3, 8], [9, 2]));
    expect(first).toEqual(expected);
    first.fill(-1);
    expect(score(views, createPerson([3, 8], [9, 2]))).toEqual(expected);
    expect(scored).toBe(1);
  });

  it('scores anew when a rating has changed', () => {
    const views = new PersonViews(dataSet.training.interactions);
    const before = score(views, createPerson([3, 8], [9, 2]));
    expect(score(views, createPerson([3, 8], [9, 9]))).not.toEqual(before);
    expect(score(views, createPerson([3, 8, 11], [9, 2, 1]))).not.toEqual(before);
  });

  it('keeps fewer of large data, and lets go of the one used longest ago', () => {
    expect(countKeptViews(dataSet.training.interactions)).toBe(24);
    // 200,948 people and 87,585 films: 3 MB each.
    expect(countKeptViews({ userCount: 200_948, itemCount: 87_585 })).toBe(5);
    expect(countKeptViews({ userCount: 1e8, itemCount: 1e6 })).toBe(2);
    const views = new PersonViews({ userCount: 1e8, itemCount: 1e6 });
    const [one, two, three] = [5, 6, 7].map((code) => createPerson([3, 8], [code, 2])) as [
      KnownPerson,
      KnownPerson,
      KnownPerson,
    ];
    scored = 0;
    for (const person of [one, two, one, three, one]) score(views, person);
    expect(scored).toBe(3);
    score(views, two);
    expect(scored).toBe(4);
  });
});
