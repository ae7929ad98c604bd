import { create } from '@bufbuild/protobuf';
import { GetMovieResponseSchema, type Movie, MovieSchema, SearchMoviesResponseSchema } from '@starweave/contract';
import { describe, expect, it } from 'vitest';
import { findMovie, UnresolvedTitleError } from './find-movie.ts';

const film = (movieId: number, title: string, year: number): Movie => create(MovieSchema, { movieId, title, year });
const heat = film(6, 'Heat', 1995);
const oldHeat = film(60, 'Heat', 1986);
const matrix = film(1, 'The Matrix', 1999);
const reloaded = film(2, 'The Matrix Reloaded', 2003);
const amelie = film(3, 'Le Fabuleux Destin d’Amélie Poulain', 2001);
const postino = film(4, 'Postino, Il', 1994);
const seven = film(10, 'Seven (a.k.a. Se7en)', 1995);
const robot = film(5, 'I, Robot', 2004);

/** A search that finds what the test says, and leaves out other years as the server does. */
function searchFinding(movies: readonly Movie[], didYouMean = '') {
  const asked: unknown[] = [];
  return {
    asked,
    async searchMovies(request: { query?: string; filter?: { yearFrom?: number } }) {
      asked.push(request);
      const year = request.filter?.yearFrom;
      const found = movies.filter((movie) => year === undefined || movie.year === year);
      return create(SearchMoviesResponseSchema, { movies: found, total: found.length, didYouMean });
    },
    async getMovie({ movieId }: { movieId?: number }) {
      const movie = movies.find((one) => one.movieId === movieId);
      return create(GetMovieResponseSchema, movie === undefined ? {} : { movie });
    },
  };
}

type Search = Parameters<typeof findMovie>[0];
const { signal } = new AbortController();
const find = (movies: readonly Movie[], title: string, didYouMean?: string) =>
  findMovie(searchFinding(movies, didYouMean) as unknown as Search, title, signal);

describe('findMovie', () => {
  it.each([
    ['Heat', [heat, reloaded], heat],
    ['  HEAT! ', [heat, reloaded], heat],
    ['heat (1986)', [heat, oldHeat], oldHeat],
    ['the matrix', [matrix, reloaded], matrix],
    ['Matrix, The', [reloaded, matrix], matrix],
    ['matrix', [reloaded, matrix], matrix],
    ["le fabuleux destin d'amelie poulain", [amelie, heat], amelie],
    ['il postino', [postino, heat], postino],
    ['I, Robot', [robot, heat], robot],
    ['seven', [seven, heat], seven],
    ['id:2', [matrix, reloaded], reloaded],
  ])('takes %j for the film with that title', async (title, films, expected) => {
    expect(await find(films, title)).toEqual({ movie: expected, isExact: true });
  });

  it('prefers the title with its article to the one without', async () => {
    const bare = film(9, 'Matrix', 1993);
    expect((await find([bare, matrix], 'the matrix')).movie).toEqual(matrix);
    expect((await find([bare, matrix], 'matrix')).movie).toEqual(bare);
  });

  it('takes what the search suggests, and the only one that it finds, as inexact', async () => {
    expect(await find([matrix, reloaded], 'the matirx', 'Matrix, The')).toEqual({ movie: matrix, isExact: false });
    expect(await find([reloaded], 'reloaded')).toEqual({ movie: reloaded, isExact: false });
  });

  it('asks back where several have the title, naming each with year and id', async () => {
    const question = find([heat, oldHeat], 'Heat');
    await expect(question).rejects.toBeInstanceOf(UnresolvedTitleError);
    await expect(question).rejects.toThrow('  Heat (1995)  id:6\n  Heat (1986)  id:60');
  });

  it('asks back where several are only like it, and says where none is', async () => {
    await expect(find([matrix, reloaded], 'matr')).rejects.toThrow('id:1');
    await expect(find([], 'Heat')).rejects.toThrow('There is no film like "Heat"');
    await expect(find([heat], 'Heat (2044)')).rejects.toThrow('There is no film like');
  });

  it('shows no control characters of a title', async () => {
    const evil = [film(7, 'A\u001b[31m\nB', 2000), film(8, 'A \u202eB', 2001)];
    const error = await find(evil, 'zz').catch((reason: Error) => reason);
    expect((error as Error).message.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});
