import { describe, expect, test } from 'vitest';
import { ratingAfterKey, ratingAtShare } from './star-choice.ts';

describe('stars under a pointer', () => {
  test.each([
    [-0.2, 0.5],
    [0, 0.5],
    [0.05, 0.5],
    [0.1, 0.5],
    [0.11, 1],
    [0.5, 2.5],
    [0.81, 4.5],
    [0.9, 4.5],
    [0.91, 5],
    [1, 5],
    [3, 5],
  ])('%f of the way across are %f stars', (share, rating) => {
    expect(ratingAtShare(share)).toBe(rating);
  });
});

describe('stars by the keyboard', () => {
  test.each([
    ['ArrowRight', 0, 0.5],
    ['ArrowUp', 4.5, 5],
    ['ArrowRight', 5, 5],
    ['ArrowLeft', 0.5, 0],
    ['ArrowDown', 0, 0],
    ['Home', 3, 0.5],
    ['End', 3, 5],
    ['3', 0, 3],
    ['0', 4, 0],
    ['Delete', 4, 0],
    ['6', 4, undefined],
    ['Tab', 4, undefined],
    ['F1', 4, undefined],
  ])('%s from %f leads to %s', (key, from, to) => {
    expect(ratingAfterKey(key, from)).toBe(to);
  });
});
