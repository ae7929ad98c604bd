import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { MovieFeedback, MovieSchema, RatedMovieSchema } from '@starweave/contract';
import { describe, expect, it } from 'vitest';
import { createRatingFiles } from './rating-files.ts';

const heat = create(MovieSchema, { movieId: 6, title: 'Heat', year: 1995, genres: ['Action', 'Crime'] });
const quoted = create(MovieSchema, { movieId: 3, title: 'Say "Hi", She Said', year: 0 });
const ratedAt = (seconds: number) => timestampFromDate(new Date(seconds * 1000));
const own = {
  ratings: [
    create(RatedMovieSchema, { movie: heat, rating: 4.5, ratedAt: ratedAt(1_700_000_100) }),
    create(RatedMovieSchema, { movie: quoted, rating: 1, ratedAt: ratedAt(1_700_000_000) }),
  ],
  feedback: [{ ...heat, yourFeedback: MovieFeedback.LIKE }],
};

describe('createRatingFiles', () => {
  it('writes MovieLens’s layout, the oldest rating first, and quotes as CSV does', () => {
    const files = new Map(createRatingFiles(own, 'csv').map(({ name, text }) => [name, text]));
    expect(files.get('ratings.csv')).toBe('userId,movieId,rating,timestamp\n1,3,1,1700000000\n1,6,4.5,1700000100\n');
    expect(files.get('movies.csv')).toBe(
      'movieId,title,genres\n3,"Say ""Hi"", She Said",(no genres listed)\n6,Heat (1995),Action|Crime\n',
    );
    expect(files.get('feedback.csv')).toBe('movieId,feedback\n6,like\n');
  });

  it('tells films apart that the data set in use hasn’t, and that have no id there', () => {
    const [absent, other] = ['Alien', 'Brazil'].map((title) => create(MovieSchema, { title, year: 1980 }));
    const rate = (movie: typeof absent, seconds: number) =>
      create(RatedMovieSchema, { movie: movie!, rating: 4, ratedAt: ratedAt(seconds) });
    const said = {
      ratings: [rate(heat, 3), rate(other, 2), rate(absent, 1)],
      feedback: [{ ...other!, yourFeedback: MovieFeedback.SEEN }],
    };
    const files = new Map(createRatingFiles(said, 'csv').map(({ name, text }) => [name, text]));
    expect(files.get('ratings.csv')).toBe('userId,movieId,rating,timestamp\n1,7,4,1\n1,8,4,2\n1,6,4,3\n');
    expect(files.get('movies.csv')).toContain(
      '\n7,Alien (1980),(no genres listed)\n8,Brazil (1980),(no genres listed)\n',
    );
    expect(files.get('feedback.csv')).toBe('movieId,feedback\n8,seen\n');
  });

  it('writes one JSON document with both', () => {
    const [file, ...more] = createRatingFiles(own, 'json');
    expect(more).toEqual([]);
    expect(JSON.parse(file?.text ?? '')).toEqual({
      ratings: [
        { movie_id: 3, title: 'Say "Hi", She Said', genres: [], rating: 1, rated_at: '2023-11-14T22:13:20.000Z' },
        {
          movie_id: 6,
          title: 'Heat',
          year: 1995,
          genres: ['Action', 'Crime'],
          rating: 4.5,
          rated_at: '2023-11-14T22:15:00.000Z',
        },
      ],
      feedback: [{ movie_id: 6, title: 'Heat', year: 1995, genres: ['Action', 'Crime'], feedback: 'like' }],
    });
  });
});
