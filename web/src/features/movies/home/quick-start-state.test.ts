import { create } from '@bufbuild/protobuf';
import { MovieFeedback, MovieSchema } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import {
  answerFilm,
  countRated,
  emptyQuickStart,
  goBack,
  offerFilms,
  type QuickStartState,
  ratingOfKey,
} from './quick-start-state.ts';

const films = (...ids: number[]) => ids.map((movieId) => create(MovieSchema, { movieId, title: `Film ${movieId}` }));
const order = ({ current, upcoming }: QuickStartState) => [current?.movieId, ...upcoming.map(({ movieId }) => movieId)];

describe('the quick start', () => {
  test('shows films one after the other until none is left', () => {
    let state = offerFilms(emptyQuickStart, films(1, 2));
    expect(order(state)).toEqual([1, 2]);
    state = answerFilm(answerFilm(state, 4), undefined);
    expect(order(state)).toEqual([undefined]);
    const rated = new Map([[1, { rating: 4, feedback: MovieFeedback.UNSPECIFIED }]]);
    expect(countRated(state, { marks: rated })).toBe(1);
    expect(countRated(state, { marks: new Map() }), 'the server could not store it').toBe(0);
    expect(answerFilm(state, 3)).toBe(state);
  });

  test('a new choice comes next, and never changes the film in view or shows one twice', () => {
    const state = answerFilm(offerFilms(emptyQuickStart, films(1, 2, 3)), 5);
    expect(order(offerFilms(state, films(9, 1, 2, 8)))).toEqual([2, 9, 8, 3]);
  });

  test('goes on when films come after the last one', () => {
    const state = answerFilm(offerFilms(emptyQuickStart, films(1)), undefined);
    expect(order(offerFilms(state, films(1, 7)))).toEqual([7]);
  });

  test('goes back to the film before, and forward to the same one', () => {
    const state = answerFilm(offerFilms(emptyQuickStart, films(1, 2, 3)), 5);
    const back = goBack(state);
    expect([order(back), back.answers]).toEqual([[1, 2, 3], []]);
    expect(order(answerFilm(back, 2))).toEqual([2, 3]);
    expect(goBack(emptyQuickStart)).toBe(emptyQuickStart);
  });
});

test.each([
  ['Digit1', false, 1],
  ['Digit1', true, 0.5],
  ['Numpad5', false, 5],
  ['Digit4', true, 3.5],
  ['Digit6', false, undefined],
  ['Digit0', false, undefined],
  ['KeyA', false, undefined],
])('%s with shift %s stands for %s', (code, shift, rating) => {
  expect(ratingOfKey(code, shift)).toBe(rating);
});
