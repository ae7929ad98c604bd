import { beforeAll, describe, expect, it } from 'vitest';
import { NotFoundError } from '../../../errors.ts';
import type { FeedbackKind, FilmPerson } from '../film-engine.ts';
import type { FilmQuestions } from '../film-questions.ts';
import type { ModelShelf, OpenDataSet } from '../open-data-set.ts';
import { createPersonWithFeedback, getFilmByTitle, nobody, openTestQuestions } from '../test-film-data.ts';

const ids = ['svd-biased', 'item-knn', 'user-knn', 'content', 'svd', 'hybrid', 'ease'] as const;

let dataSet: OpenDataSet;
let shelf: ModelShelf;
let questions: FilmQuestions;
let person: FilmPerson;

beforeAll(async () => {
  ({ dataSet, shelf, questions, person } = await openTestQuestions(ids));
}, 120_000);

const withFeedback = (kind: FeedbackKind, title: string) => createPersonWithFeedback(dataSet, kind, title);

describe('explain', () => {
  it.each(ids)('gives parts that add up to the total, with feedback too: %s', async (algorithm) => {
    const people = [
      person,
      withFeedback('like', 'The Terminator'),
      withFeedback('not-interested', 'The Terminator'),
      nobody,
    ];
    for (const asked of [...people, { kind: 'user', userId: 5 } as const]) {
      for (const title of ['Aliens', 'Fargo', 'Heat']) {
        const filmId = getFilmByTitle(dataSet.films, title).id;
        const { total, parts, sentence, predictedRating } = await questions.explain({
          person: asked,
          algorithm,
          filmId,
        });
        const sum = parts.reduce((all, { amount }) => all + amount, 0);
        const largest = parts.reduce((most, { amount }) => Math.max(most, Math.abs(amount)), 1);
        expect(Math.abs(sum - total)).toBeLessThan(1e-4 * largest);
        expect(parts.length).toBeLessThanOrEqual(40);
        for (const { label } of parts) expect(label).toMatch(/^[A-Z0-9“]/);
        expect(sentence).toContain(`${Math.round(predictedRating * 10) / 10}`);
      }
    }
  });

  it('shows what feedback moves as parts with the film that it is about', async () => {
    const filmId = getFilmByTitle(dataSet.films, 'Aliens').id;
    const plain = await questions.explain({ person, filmId });
    for (const [kind, sign] of [
      ['like', 1],
      ['not-interested', -1],
    ] as const) {
      const moved = await questions.explain({ person: withFeedback(kind, 'The Terminator'), filmId });
      const part = moved.parts.find(({ film }) => film?.title === 'The Terminator');
      expect(Math.sign(part!.amount)).toBe(sign);
      expect(moved.total).toBeCloseTo(plain.total + part!.amount, 6);
      expect(moved.of).toBe('score');
      expect(moved.predictedRating).toBe(plain.predictedRating);
    }
    expect(plain.of).toBe('rating');
  });

  it('adds up to the score of the list, also of somebody who rated nothing but likes a film', async () => {
    const { key: filmKey } = getFilmByTitle(dataSet.films, 'The Terminator');
    const asked: FilmPerson = { kind: 'person', ratings: [], feedback: [{ filmKey, kind: 'like' }] };
    const list = { limit: 5, filter: {}, diversity: 0, likeFilmIds: [], genreWeights: [] };
    const { films, model } = await questions.recommend({ person: asked, ...list });
    expect(model.answered).toBe('popularity');
    for (const { film, score } of films) {
      const { total } = await questions.explain({ person: asked, filmId: film.id });
      expect(total / score).toBeCloseTo(1, 5);
    }
  });
});

describe('predict and findSimilarFilms', () => {
  it('predicts within the scale, also for somebody unknown', async () => {
    const filmIds = dataSet.films.slice(0, 20).map(({ id }) => id);
    for (const asked of [person, nobody]) {
      const { predictions } = await questions.predict({ person: asked, filmIds });
      expect(predictions.map(({ filmId }) => filmId)).toEqual(filmIds);
      for (const { rating } of predictions) expect(rating).toSatisfy((stars: number) => stars >= 0.5 && stars <= 5);
    }
    await expect(questions.predict({ person, filmIds: [999_999] })).rejects.toThrow(NotFoundError);
  });

  it('finds what the model finds', async () => {
    const heat = dataSet.films.findIndex(({ title }) => title === 'Heat');
    for (const algorithm of ids) {
      const { scorer } = await shelf.choose(algorithm);
      const { films, model } = await questions.findSimilarFilms({
        filmId: dataSet.films[heat]!.id,
        algorithm,
        limit: 5,
      });
      expect(model.answered).toBe(algorithm);
      const expected = scorer
        .findSimilarItems(heat, 5)
        .map(({ item, score }) => ({ film: dataSet.films[item]!, score }));
      expect(films).toEqual(expected);
    }
  });
});
