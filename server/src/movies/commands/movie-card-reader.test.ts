import { create } from '@bufbuild/protobuf';
import { MovieCardSchema, MovieRecommendationSchema, MovieSchema } from '@starweave/contract';
import { expect, it, onTestFinished } from 'vitest';
import { loadLocalPerson } from '../../accounts/local-person.ts';
import { openTestDatabase } from '../../storage/test-database.ts';
import type { Film } from '../engine/film-engine.ts';
import { createMovieCardReader } from './movie-card-reader.ts';

const emma = (id: number, key: string): Film => ({
  ...{ id, key, title: 'Emma', year: 1996, genres: [], directors: [], keywords: [], ratingCount: 1, meanRating: 3 },
});
const recommend = (movieId: number) => {
  const named = { movieId, title: 'Emma', year: 1996 };
  return create(MovieRecommendationSchema, { ...named, movie: create(MovieSchema, named) });
};

it('shows the film that was shown before, not another one with its title and year', async () => {
  const { database, close } = await openTestDatabase();
  onTestFinished(close);
  const films = new Map([
    ['emma|1996', emma(838, 'emma|1996')],
    ['emma|1996#2', emma(26958, 'emma|1996#2')],
  ]);
  const reader = createMovieCardReader({
    database,
    engine: { findFilms: async (keys) => keys.map((key) => films.get(key)) },
    findArtUrl: () => '',
  });
  const card = create(MovieCardSchema, { recommendations: [26958, 838, 5].map(recommend) });
  const [refreshed] = await reader.refreshCards([card], await loadLocalPerson(database));
  // An id of another data set means the film that has the name in this one.
  expect(refreshed?.recommendations.map(({ movieId, movie }) => [movieId, movie?.movieId])).toEqual([
    [26958, 26958],
    [838, 838],
    [838, 838],
  ]);
});
