import { beforeAll, describe, expect, it } from 'vitest';
import { NotFoundError } from '../../../errors.ts';
import { createFilmQuestions, type FilmQuestions } from '../film-questions.ts';
import type { ModelShelf, OpenDataSet } from '../open-data-set.ts';
import { createTestDataSet, fitTestShelf, smallModels } from '../test-film-data.ts';
import { needsWords } from './search-films.ts';

let dataSet: OpenDataSet;
let shelf: ModelShelf;
let questions: FilmQuestions;

beforeAll(async () => {
  dataSet = await createTestDataSet();
  shelf = await fitTestShelf(dataSet, [], smallModels);
  questions = createFilmQuestions(dataSet, shelf);
});

describe('search, getFilms, findFilms and countRatings', () => {
  const ask = { words: '', person: '', filter: {}, order: 'match', limit: 20, offset: 0 } as const;

  it('pages through the whole catalogue in every order', async () => {
    for (const order of ['match', 'popular', 'best', 'newest', 'title'] as const) {
      const ids = [];
      for (let offset = 0; offset < dataSet.films.length; offset += 500) {
        ids.push(...(await questions.search({ ...ask, order, limit: 500, offset })).films.map(({ id }) => id));
      }
      expect(new Set(ids).size).toBe(dataSet.films.length);
    }
    const newest = (await questions.search({ ...ask, order: 'newest', limit: 50 })).films.map(({ year = 0 }) => year);
    expect(newest).toEqual(newest.toSorted((a, b) => b - a));
  });

  it.each([
    [{}, false],
    [{ order: 'popular', filter: { yearFrom: 2000 } }, false],
    [{ words: ' ', person: ' ', order: 'newest' }, false],
    [{ words: 'heat' }, true],
    [{ person: 'mann' }, true],
    [{ order: 'title' }, true],
  ] as const)('knows whether %j needs what words are looked up in: %s', (more, expected) => {
    expect(needsWords({ ...ask, ...more })).toBe(expected);
  });

  it('filters, asks back, and says what to loosen', async () => {
    const { films, total, relief } = await questions.search({ ...ask, words: 'heat', filter: { yearFrom: 2010 } });
    expect(films.length).toBe(total);
    const nothing = await questions.search({
      ...ask,
      words: 'casablanca',
      filter: { yearFrom: 2010, genres: ['Drama'] },
    });
    expect(nothing).toMatchObject({ films: [], total: 0, relief: [{ field: 'yearFrom', filmCount: 1 }] });
    expect(relief.every(({ filmCount }) => filmCount > total)).toBe(true);
    expect((await questions.search({ ...ask, words: 'casablnaca' })).didYouMean).toBe('Casablanca');
    expect((await questions.search({ ...ask, words: 'casablanca' })).didYouMean).toBe('');
    const byMann = await questions.search({ ...ask, person: 'michael mann' });
    expect(byMann.films.every(({ directors }) => directors.includes('Michael Mann'))).toBe(true);
  });

  it('gives films in the order asked for, and counts that add up', async () => {
    const [first, second] = dataSet.films;
    expect(await questions.getFilms([second!.id, first!.id, second!.id])).toEqual([second, first, second]);
    await expect(questions.getFilms([999_999])).rejects.toThrow(NotFoundError);
    expect(await questions.findFilms([first!.key, 'nothing|1900'])).toEqual([first, undefined]);
    for (const { id, ratingCount } of dataSet.films.slice(0, 50)) {
      const counts = await questions.countRatings(id);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(ratingCount);
    }
  });
});
