import type { ScoredItem } from '@starweave/recommender';
import { describe, expect, it } from 'vitest';
import type { Film } from './film-engine.ts';
import { FilmLikeness } from './film-likeness.ts';

function createFilm(id: number, facts: Partial<Film>): Film {
  const title = `Film ${id}`;
  return {
    ...{ id, key: title, title, year: 2000, genres: [], directors: [], keywords: [], ratingCount: 1, meanRating: 3 },
    ...facts,
  };
}

const finding = (nearest: readonly ScoredItem[]) => ({ findSimilarItems: () => [...nearest] });

describe('FilmLikeness', () => {
  it('is what the formula says where all is known', () => {
    const films = [
      createFilm(0, { genres: ['Horror', 'Sci-Fi'], directors: ['Ridley Scott'], keywords: ['alien', 'space'] }),
      createFilm(1, { genres: ['Sci-Fi'], directors: ['Ridley Scott'], keywords: ['space', 'robot'] }),
      createFilm(2, { genres: ['Comedy'] }),
    ];
    const scorer = finding([
      { item: 2, score: 0.8 },
      { item: 1, score: 0.4 },
    ]);
    const likeness = new FilmLikeness(films).measure(scorer, 0);
    expect(likeness[0]).toBe(0);
    expect(likeness[1]).toBeCloseTo(0.7 * (0.5 / 2 + 0.3 / 2 + 0.2) + 0.3 * 0.5, 6);
    expect(likeness[2]).toBeCloseTo(0.3, 6);
  });

  it('listens to the model more where genres are all that is known', () => {
    const films = [
      createFilm(0, { genres: ['Horror', 'Sci-Fi'] }),
      createFilm(1, { genres: ['Horror', 'Sci-Fi'] }),
      createFilm(2, { genres: ['Action', 'Horror', 'Sci-Fi'] }),
    ];
    const likeness = new FilmLikeness(films).measure(finding([{ item: 2, score: 1 }]), 0);
    expect(likeness[1]).toBeCloseTo(0.35 / 0.65, 6);
    expect(likeness[2]).toBeCloseTo((0.35 * (2 / 3) + 0.3) / 0.65, 6);
  });

  it('goes by facts alone where the model finds nothing, and by the model alone where nothing is known', () => {
    const films = [
      createFilm(0, { genres: ['Drama'] }),
      createFilm(1, { genres: ['Drama', 'War'] }),
      createFilm(2, {}),
    ];
    const likeness = new FilmLikeness(films);
    expect([...likeness.measure(finding([]), 0)]).toEqual([0, 0.5, 0]);
    expect([...likeness.measure(finding([{ item: 0, score: 2 }]), 2)]).toEqual([1, 0, 0]);
    expect([...likeness.measure(finding([]), 2)]).toEqual([0, 0, 0]);
  });
});
