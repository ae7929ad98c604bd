import { expect, test } from 'vitest';
import { shortenTitle } from './shorten-title.ts';

test.each([
  ['Heat', 4, 'Heat'],
  ['Heat', 3, 'Hea…'],
  ['The Godfather', 4, 'The…'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 2, '👩‍👩‍👧‍👦👩‍👩‍👧‍👦…'],
  ['e\u0301e\u0301', 1, 'e\u0301…'],
  ['', 3, ''],
  ['x'.repeat(10_000), 80, `${'x'.repeat(80)}…`],
])('%.20s with room for %i letters is %.90s', (title, most, short) => {
  expect(shortenTitle(title, most)).toBe(short);
});
