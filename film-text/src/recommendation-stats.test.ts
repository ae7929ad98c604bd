import { describe, expect, it } from 'vitest';
import { calculateDiversityScore } from './diversity-score.ts';
import { splitGenres } from './genres.ts';
import { getRecommendationStats } from './recommendation-stats.ts';

const example = [
  { genres: 'Action|Comedy', predictedRating: 4.567 },
  { genres: 'Action', predictedRating: 4.1 },
  { genres: 'Drama|Action', predictedRating: 3.999 },
];
const repeat = (films: { genres: string }[], times: number) => Array.from({ length: times }, () => films).flat();

describe('calculateDiversityScore', () => {
  it('has the documented values', () => {
    expect(calculateDiversityScore(example)).toBe(0.6);
    expect(calculateDiversityScore([...'ABCDEFGHIJ'].map((genres) => ({ genres })))).toBe(1);
    expect(calculateDiversityScore([])).toBe(0);
    expect(calculateDiversityScore([{ genres: '(no genres listed)' }, { genres: null }])).toBe(0);
  });

  it('is the mean over every draw of five mentions', () => {
    const films = [{ genres: 'A|B|C' }, { genres: 'A|B' }, { genres: 'A|D' }, { genres: 'A' }];
    const mentions = films.flatMap(({ genres }) => splitGenres(genres));
    let draws = 0;
    let different = 0;
    for (let chosen = 0; chosen < 2 ** mentions.length; chosen += 1) {
      const drawn = mentions.filter((_, index) => (chosen >> index) & 1);
      if (drawn.length !== 5) continue;
      draws += 1;
      different += new Set(drawn).size;
    }
    expect(calculateDiversityScore(films)).toBe(Math.round((different / draws / 5) * 100) / 100);
  });

  it('does not shrink with the length of the list', () => {
    const pair = [{ genres: 'Drama|Action' }];
    const scores = [10, 100, 1000].map((times) => calculateDiversityScore(repeat(pair, times)));
    // Five draws from two genres in halves: 2 · (1 − 1/2^5) / 5 = 0.3875 in the limit.
    for (const score of scores) expect(score).toBeCloseTo(0.39, 2);
    const varied = calculateDiversityScore(
      repeat(
        [...'ABCDEFGHIJ'].map((genres) => ({ genres })),
        100,
      ),
    );
    expect(varied).toBeGreaterThan(0.8);
  });
});

describe('getRecommendationStats', () => {
  it('has the documented values', () => {
    expect(getRecommendationStats(example)).toEqual({
      count: 3,
      averagePredictedRating: 4.22,
      lowestPredictedRating: 4,
      highestPredictedRating: 4.57,
      diversityScore: 0.6,
      topGenres: [
        { genre: 'Action', count: 3 },
        { genre: 'Comedy', count: 1 },
        { genre: 'Drama', count: 1 },
      ],
    });
  });

  it('says of an empty list that there is nothing to average', () => {
    expect(getRecommendationStats([])).toEqual({
      count: 0,
      averagePredictedRating: undefined,
      lowestPredictedRating: undefined,
      highestPredictedRating: undefined,
      diversityScore: 0,
      topGenres: [],
    });
  });

  it('passes over ratings that are no numbers', () => {
    const films = [
      { genres: 'A', predictedRating: Number.NaN },
      { genres: 'A' },
      { genres: 'B', predictedRating: 3.005 },
    ];
    const stats = getRecommendationStats(films);
    expect(stats).toMatchObject({ count: 3, averagePredictedRating: 3.01, lowestPredictedRating: 3.01 });
  });

  it('names five genres at most, and a genre called like a property too', () => {
    const stats = getRecommendationStats([{ genres: 'constructor|B|C|D|E|F|G' }, { genres: 'G|constructor' }]);
    expect(stats.topGenres.map(({ genre }) => genre)).toEqual(['constructor', 'G', 'B', 'C', 'D']);
  });
});
