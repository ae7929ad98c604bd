import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatDurationMs,
  formatPercent,
  formatQuantity,
  joinWords,
} from './format-number.ts';

describe('numbers for people', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9_949, '9.9 kB'],
    [10_000, '10 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [315_000_000n, '315 MB'],
    [4_200_000_000, '4.2 GB'],
    [2e15, '2000 TB'],
  ])('%s bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test.each([
    [0, '0 ms'],
    [0.84, '0.8 ms'],
    [12.4, '12 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 0 s'],
    [200_000, '3 min 20 s'],
    [3_599_600, '1 h 0 min'],
    [7_500_000n, '2 h 5 min'],
    [0, '0 ms'],
    [0.001, '< 0.01 ms'],
    [0.047, '0.05 ms'],
    [0.0949, '0.09 ms'],
    [0.096, '0.1 ms'],
  ])('%s ms are %s', (ms, text) => expect(formatDurationMs(ms)).toBe(text));

  test.each([
    [0, 0, '0 %'],
    [0.004, 0, '< 1 %'],
    [0.005, 0, '1 %'],
    [0.2346, 1, '23.5 %'],
    [1, 0, '100 %'],
    [0.0004, 1, '< 0.1 %'],
  ])('the share %s with %s digits is %s', (share, digits, text) => {
    expect(formatPercent(share, digits)).toBe(text);
  });

  test('counts and what they count', () => {
    expect([formatCount(32_000_204), formatCompact(32_000_204), formatCompact(999)]).toEqual([
      '32,000,204',
      '32M',
      '999',
    ]);
    expect([formatQuantity(1, 'film'), formatQuantity(0, 'film'), formatQuantity(1362n, 'film')]).toEqual([
      '1 film',
      '0 films',
      '1,362 films',
    ]);
  });

  test('words in a row', () => {
    expect([joinWords([]), joinWords(['a']), joinWords(['a', 'b']), joinWords(['a', 'b', 'c'], 'or')]).toEqual([
      '',
      'a',
      'a and b',
      'a, b or c',
    ]);
  });
});
