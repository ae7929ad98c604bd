import { create } from '@bufbuild/protobuf';
import { MovieCardSchema } from '@starweave/contract';
import { describe, expect, it } from 'vitest';
import { describeCard, nameFilm, sayHalfStars } from './describe-card.ts';

describe('nameFilm', () => {
  it.each([
    ['Heat', 1995, 'Heat (1995)'],
    ['Heat', 0, 'Heat'],
    ['Heat', undefined, 'Heat'],
    // What follows a title from right to left stays on its right side.
    ['جدایی نادر از سیمین', 2011, '\u2068جدایی نادر از سیمین\u2069 (2011)'],
    ['<script>', 2010, '<script> (2010)'],
    ['🎬', 2010, '🎬 (2010)'],
  ])('%s of %s', (title, year, expected) => expect(nameFilm({ title, year })).toBe(expected));

  it('cuts a long title between characters', () => {
    expect(nameFilm({ title: '🎬'.repeat(10_000), year: 2010 })).toBe(`${'🎬'.repeat(120)}… (2010)`);
  });
});

it.each([
  [1, 'half a star'],
  [2, '1 star'],
  [3, '1.5 stars'],
  [10, '5 stars'],
])('%d half stars are %s', (halfStars, expected) => expect(sayHalfStars(halfStars)).toBe(expected));

describe('describeCard', () => {
  it('says what the card shows', () => {
    const card = create(MovieCardSchema, {
      recommendations: [
        { title: 'Ronin', year: 1998, genres: ['Action', 'Crime'], predictedRating: 4.46, explanation: 'So.' },
        { title: 'Heat', year: 1995, genres: [] },
      ],
      model: { requestedAlgorithm: 'hybrid', algorithm: 'svd', isFallback: true, reason: 'it loads', simulated: true },
    });
    expect(describeCard('Films for you:', card)).toBe(
      [
        'Films for you:',
        '1. Ronin (1998) · Action, Crime. Expected: 4.5 out of 5 stars. So.\n2. Heat (1995) · Unknown.',
        'Answered by svd instead of hybrid (it loads), from simulated ratings.',
      ].join('\n\n'),
    );
  });

  it('asks which film is meant, and says that there is none', () => {
    const candidates = [
      { title: 'Scarface', year: 1932 },
      { title: 'Scarface', year: 1983 },
    ];
    const questions = [
      { title: 'Scarface', candidates },
      { title: 'Zzyzx', candidates: [] },
    ];
    expect(describeCard('', create(MovieCardSchema, { questions }))).toBe(
      'Which film is “Scarface”?\n- Scarface (1932)\n- Scarface (1983)\n\nI know no film called “Zzyzx”.',
    );
  });
});
