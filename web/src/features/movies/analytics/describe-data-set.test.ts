import { create } from '@bufbuild/protobuf';
import { GroupStatisticsSchema, MoviePointSchema } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import {
  describeActivity,
  describeCombinations,
  describeDecades,
  describeGenres,
  describeMeans,
  describePopularity,
  describeRatings,
  describeYears,
  findMedianGroup,
} from './describe-data-set.ts';

const group = (name: string, movieCount: number, ratingCount = 0, meanRating?: number) =>
  create(GroupStatisticsSchema, {
    name,
    movieCount,
    ratingCount: BigInt(ratingCount),
    ...(meanRating && { meanRating }),
  });
const activity = (name: string, userCount: number, ratingCount: number) =>
  create(GroupStatisticsSchema, { name, userCount, ratingCount: BigInt(ratingCount) });

const genres = [
  group('War', 40, 900, 3.9),
  group('Drama', 700, 9000, 3.7),
  group('Comedy', 500, 8000, 3.4),
  group('IMAX', 3, 20, 4.8),
];

describe('what a data set says', () => {
  test('genres: the most frequent with its share, and the next', () => {
    expect(describeGenres(genres, 1400)).toBe(
      'Drama is the most frequent genre: 700 films (50 %). Then come Comedy (500) and War (40). A film can have several.',
    );
    expect(describeGenres([], 10)).toBe('No film has a genre here.');
  });

  test('means: groups with few ratings are left out', () => {
    expect(describeMeans(genres, 'genre')).toBe(
      'Liked best: War, 3.90 stars on average. Least: Comedy, 3.40. They are 0.50 apart.',
    );
    expect(describeMeans([group('IMAX', 3, 20, 4.8)], 'genre')).toBe('No genre has 100 ratings or more.');
  });

  test('combinations, years and decades: where most films are', () => {
    expect(describeCombinations([group('Comedy, Romance', 40), group('Crime, Drama', 60)])).toBe(
      'Most often together as a film’s genres: Crime, Drama, on 60 films, before Comedy, Romance with 40.',
    );
    expect(describeYears([group('1994', 12), group('1995', 0), group('1996', 30), group('1997', 0)])).toBe(
      'The films are of 1994 to 1996; most of them, 30, of 1996.',
    );
    expect(describeDecades([group('1980s', 30), group('1990s', 90)])).toBe(
      'The 1990s have the most films: 90 of 120 (75 %).',
    );
  });

  test('ratings: mean, mode and the share of high ones', () => {
    // 10 × 0.5, 20 × 3, 50 × 4, 20 × 5: (5 + 60 + 200 + 100) / 100
    expect(describeRatings([10, 0, 0, 0, 0, 20, 0, 50n, 0, 20])).toBe(
      'The mean of 100 ratings is 3.65 stars; given most often: 4 (50 %). 70 % are 4 stars or more.',
    );
    expect(describeRatings([0, 0])).toBe('There are no ratings.');
  });

  test('activity: the user in the middle', () => {
    const groups = [
      activity('1–10', 30, 200),
      activity('11–20', 30, 450),
      activity('21–50', 0, 0),
      activity('more than 50', 40, 9350),
    ];
    expect(findMedianGroup(groups)?.name).toBe('11–20');
    expect(describeActivity(groups)).toBe('The user in the middle of 100 has rated 11–20 films. On average it is 100.');
    expect(describeActivity([])).toBe('There are no users.');
  });

  test('popularity: which way it goes, and over how many films', () => {
    const points = (means: readonly number[]) =>
      means.map((meanRating, index) => create(MoviePointSchema, { ratingCount: index + 1, meanRating }));
    expect(describePopularity(points([1, 2, 3, 4, 5]), false)).toBe(
      'Films that are rated more often are rated much better: the rank correlation is 1.00 over 5 films.',
    );
    expect(describePopularity(points([5, 4, 3]), true)).toBe(
      'Films that are rated more often are rated much worse: the rank correlation is −1.00 over a sample of 3 films.',
    );
    expect(describePopularity([], false)).toBe('Too little varies to tell, over 0 films.');
  });
});
