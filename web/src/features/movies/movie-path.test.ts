import { describe, expect, test } from 'vitest';
import { isMoviePath, moviePageOfPath, pathOfFilm } from './movie-path.ts';

describe('addresses of the films area', () => {
  test.each([
    ['/movies', 'home'],
    ['/movies/', 'home'],
    ['/movies/recommend', 'recommend'],
    ['/movies/search/', 'search'],
    ['/movies/analytics', 'analytics'],
    ['/movies/data', 'data'],
    ['/movies/nothing', 'unknown'],
    ['/movies/constructor', 'unknown'],
    ['/movies/recommend/more', 'unknown'],
    ['/movies/film', 'unknown'],
    ['/movies/film/0', 'unknown'],
    ['/movies/film/-1', 'unknown'],
    ['/movies/film/4294967296', 'unknown'],
    ['/movies/film/1e3', 'unknown'],
  ])('%s is the page %s', (path, kind) => {
    expect(moviePageOfPath(path).kind).toBe(kind);
  });

  test('a film is found again by its address', () => {
    for (const movieId of [1, 318, 4_294_967_295]) {
      expect(moviePageOfPath(pathOfFilm(movieId))).toEqual({ kind: 'film', movieId });
    }
  });

  test('other areas are told apart', () => {
    expect([
      isMoviePath('/movies'),
      isMoviePath('/movies/x'),
      isMoviePath('/moviesx'),
      isMoviePath('/chat/movies'),
    ]).toEqual([true, true, false, false]);
  });
});
