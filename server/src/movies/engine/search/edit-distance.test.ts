import { describe, expect, it } from 'vitest';
import { computeEditDistance, countAllowedErrors } from './edit-distance.ts';

/** By definition: try every edit at the front. */
function slowly(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  if (a[0] === b[0]) return slowly(a.slice(1), b.slice(1));
  const choices = [slowly(a.slice(1), b), slowly(a, b.slice(1)), slowly(a.slice(1), b.slice(1))];
  if (a.length > 1 && a[0] === b[1] && a[1] === b[0]) choices.push(slowly(a.slice(2), b.slice(2)));
  return 1 + Math.min(...choices);
}

describe('computeEditDistance', () => {
  const words = [
    '',
    'a',
    'ab',
    'ba',
    'heat',
    'haet',
    'eat',
    'heart',
    'hate',
    'theta',
    'wheat',
    'matrix',
    'martix',
    'mtrix',
  ];

  it.each([0, 1, 2, 9])('is the least number of edits, up to %i', (limit) => {
    for (const a of words) {
      for (const b of words) {
        expect(computeEditDistance(a, b, limit), `${a} ${b}`).toBe(Math.min(slowly(a, b), limit + 1));
      }
    }
  });
});

describe('countAllowedErrors', () => {
  it('allows more in longer words', () => {
    expect([3, 4, 7, 8, 20].map(countAllowedErrors)).toEqual([0, 1, 1, 2, 2]);
  });
});
