import { describe, expect, test } from 'vitest';
import { type Direction, findNearestPoint, findNeighbour } from './point-search.ts';

/** A grid of 5 by 4 points, 10 apart; index = row · 5 + column. */
const grid = {
  x: Array.from({ length: 20 }, (_, index) => (index % 5) * 10),
  y: Array.from({ length: 20 }, (_, index) => Math.floor(index / 5) * 10),
};

describe('points on a canvas', () => {
  test('the closest is found within reach only', () => {
    expect(findNearestPoint(grid, { x: 11, y: 9 }, 5)).toBe(6);
    expect(findNearestPoint(grid, { x: 15, y: 15 }, 7)).toBeUndefined();
    expect(findNearestPoint(grid, { x: 15, y: 14 }, 8)).toBe(7);
    expect(findNearestPoint({ x: [], y: [] }, { x: 0, y: 0 }, 100)).toBeUndefined();
  });

  test('of points at one place the one drawn last is found', () => {
    expect(findNearestPoint({ x: [3, 3], y: [4, 4] }, { x: 3, y: 4 }, 1)).toBe(1);
  });

  test.each<[number, Direction, number | undefined]>([
    [6, 'right', 7],
    [6, 'left', 5],
    [6, 'down', 11],
    [6, 'up', 1],
    [4, 'right', undefined],
    [15, 'down', undefined],
  ])('from %s to the %s on a grid is %s', (from, direction, to) => {
    expect(findNeighbour(grid, from, direction)).toBe(to);
  });

  test('every step goes where it says, and the way back comes to an end', () => {
    const points = {
      x: Array.from({ length: 200 }, (_, index) => (index * 7919) % 997),
      y: Array.from({ length: 200 }, (_, index) => (index * 104_729) % 991),
    };
    for (let from = 0; from < 200; from += 1) {
      const right = findNeighbour(points, from, 'right');
      const up = findNeighbour(points, from, 'up');
      if (right !== undefined) expect(points.x[right]).toBeGreaterThan(points.x[from]!);
      if (up !== undefined) expect(points.y[up]).toBeLessThan(points.y[from]!);
    }
  });
});
