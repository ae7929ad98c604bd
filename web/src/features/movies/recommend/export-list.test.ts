import { create } from '@bufbuild/protobuf';
import { RecommendResponseSchema } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { formatListAsCsv, formatListAsJson } from './export-list.ts';

const answer = create(RecommendResponseSchema, {
  model: { requestedAlgorithm: 'svd', algorithm: 'item-knn', dataSetId: 'built-in', simulated: true },
  recommendations: [
    { movieId: 6, title: 'Heat', year: 1995, genres: ['Action', 'Crime'], predictedRating: 4.25, score: 1.5 },
    { movieId: 7, title: '=cmd|"x", y', genres: [], predictedRating: 3, score: -2, explanation: 'One\nTwo' },
  ],
});

describe('a list in a file', () => {
  test('is CSV that a spreadsheet reads and never runs', () => {
    expect(formatListAsCsv(answer).split('\r\n')).toEqual([
      'rank,movie_id,title,year,genres,predicted_rating,score,explanation,model,simulated',
      '1,6,Heat,1995,Action|Crime,4.25,1.5,,item-knn,true',
      `2,7,"'=cmd|""x"", y",,,3,-2,"One\nTwo",item-knn,true`,
      '',
    ]);
  });

  test('is JSON with where it comes from', () => {
    expect(JSON.parse(formatListAsJson(answer))).toMatchObject({
      model: 'item-knn',
      requested_model: 'svd',
      data_set: 'built-in',
      simulated: true,
      recommendations: [
        { rank: 1, title: 'Heat', genres: ['Action', 'Crime'] },
        { rank: 2, title: '=cmd|"x", y', genres: [], year: null },
      ],
    });
  });

  test('an empty list has its names all the same', () => {
    expect(formatListAsCsv(create(RecommendResponseSchema))).toMatch(/^rank,.*simulated\r\n$/);
  });
});
