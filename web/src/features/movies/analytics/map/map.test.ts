import { describe, expect, test } from 'vitest';
import { estimateTextWidth } from '../../../../design/charts/axis.tsx';
import { chooseLabels } from './choose-labels.ts';
import { computeNeighbourShare } from './describe-map.ts';
import { findFilms, foldText } from './find-films.ts';
import { centerOn, fitPoints, LARGEST_ZOOM, type MapView, panBy, placePoints, wholeMap, zoomAt } from './map-view.ts';

const size = { width: 600, height: 400 };

/** Numbers that look random and are the same each time (Park and Miller). */
function createNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function createPoints(count: number, seed = 1) {
  const next = createNumbers(seed);
  return Array.from({ length: count }, () => ({ x: next() * 8 - 3, y: next() * 2 + 10 }));
}

describe('the view of a map', () => {
  test('holds all points, in one scale, upwards upwards', () => {
    const points = createPoints(300);
    const fitted = fitPoints(points, size);
    for (const index of points.keys()) {
      expect(fitted.x[index]).toBeGreaterThanOrEqual(24 - 1e-9);
      expect(fitted.x[index]).toBeLessThanOrEqual(576 + 1e-9);
      expect(fitted.y[index]).toBeGreaterThanOrEqual(24 - 1e-9);
      expect(fitted.y[index]).toBeLessThanOrEqual(376 + 1e-9);
    }
    const across = (fitted.x[1]! - fitted.x[0]!) / (points[1]!.x - points[0]!.x);
    const up = (fitted.y[1]! - fitted.y[0]!) / (points[1]!.y - points[0]!.y);
    expect(up).toBeCloseTo(-across, 9);
  });

  test('of one point puts it in the middle', () => {
    const { x, y } = fitPoints([{ x: 5, y: 5 }], size);
    expect([x[0], y[0]]).toEqual([300, 200]);
  });

  test('is enlarged around the place that is pointed at', () => {
    const next = createNumbers(7);
    let view: MapView = zoomAt(wholeMap, 6, { x: 300, y: 200 }, size);
    for (let turn = 0; turn < 100; turn += 1) {
      const place = { x: next() * 600, y: next() * 400 };
      const below = { x: (place.x - view.x) / view.zoom, y: (place.y - view.y) / view.zoom };
      view = zoomAt(view, 1 + next(), place, size);
      expect(below.x * view.zoom + view.x).toBeCloseTo(place.x, 6);
      expect(below.y * view.zoom + view.y).toBeCloseTo(place.y, 6);
    }
    expect(view.zoom).toBe(LARGEST_ZOOM);
    expect(zoomAt(view, 1e-9, { x: 0, y: 0 }, size)).toEqual(wholeMap);
  });

  test('never leaves the map', () => {
    const next = createNumbers(11);
    let view: MapView = wholeMap;
    for (let turn = 0; turn < 500; turn += 1) {
      const by = { x: (next() - 0.5) * 900, y: (next() - 0.5) * 900 };
      view =
        turn % 3 === 0 ? zoomAt(view, 0.5 + next(), { x: next() * 600, y: next() * 400 }, size) : panBy(view, by, size);
      expect(view.x).toBeLessThanOrEqual(0);
      expect(view.y).toBeLessThanOrEqual(0);
      expect(view.x + view.zoom * 600).toBeGreaterThanOrEqual(600 - 1e-6);
      expect(view.y + view.zoom * 400).toBeGreaterThanOrEqual(400 - 1e-6);
    }
  });

  test('brings a film into the middle', () => {
    const view = centerOn(wholeMap, { x: 250, y: 180 }, 5, size);
    const { x, y } = placePoints({ x: [250], y: [180] }, view);
    expect([view.zoom, x[0], y[0]]).toEqual([5, 300, 200]);
  });
});

describe('names on the map', () => {
  const points = createPoints(400, 3);
  const positions = fitPoints(points, size);
  const titleOf = (index: number) => ['Heat', 'The Good, the Bad and the Ugly', 'Amélie', '12 Angry Men'][index % 4]!;
  const labels = chooseLabels(
    points.map((_, index) => index),
    positions,
    titleOf,
    { size, limit: 30 },
  );

  test('never touch, and none is cut off', () => {
    expect(labels.length).toBeGreaterThan(10);
    expect(labels.length).toBeLessThanOrEqual(30);
    for (const [at, one] of labels.entries()) {
      const half = estimateTextWidth(one.text) / 2;
      expect(one.x - half).toBeGreaterThanOrEqual(0);
      expect(one.x + half).toBeLessThanOrEqual(size.width);
      for (const other of labels.slice(at + 1)) {
        const isApart = Math.abs(one.x - other.x) >= half + estimateTextWidth(other.text) / 2;
        expect(isApart || Math.abs(one.y - other.y) >= 16).toBe(true);
      }
    }
  });

  test('begin with the weightiest', () => {
    const middle = { x: [300, 310], y: [200, 205] };
    expect(chooseLabels([1, 0], middle, titleOf, { size, limit: 5 })).toMatchObject([{ index: 1 }]);
    expect(chooseLabels([0, 1], middle, titleOf, { size, limit: 5 })).toMatchObject([{ index: 0, text: 'Heat' }]);
  });
});

describe('films on the map', () => {
  const titles = ['Amélie 2001', 'The Heat 2013', 'Heat 1995', 'Body Heat 1981', 'Élite 2017'].map(foldText);

  test('are found by any of their words, without accents', () => {
    expect(findFilms(titles, ' HEAT ')).toEqual([2, 1, 3]);
    expect(findFilms(titles, 'heat 1995')).toEqual([2]);
    expect(findFilms(['Heat and Dust 1983', 'Heat 1995', 'Body Heat 1981'].map(foldText), 'heat')).toEqual([1, 0, 2]);
    expect(findFilms(titles, 'amelie')).toEqual([0]);
    expect(findFilms(titles, 'élite')).toEqual([4]);
    expect(findFilms(titles, '  ')).toEqual([]);
    expect(findFilms(titles, 'nothing')).toEqual([]);
  });

  test('of one genre that lie together are counted so', () => {
    const heaps = Array.from({ length: 40 }, (_, index) => ({
      x: (index % 2) * 100 + index / 10,
      y: 0,
      genre: index % 2 === 0 ? 'War' : 'Musical',
    }));
    expect(computeNeighbourShare(heaps)).toBe(1);
    expect(computeNeighbourShare(heaps.map((point, index) => ({ ...point, genre: String(index) })))).toBe(0);
    expect(computeNeighbourShare(heaps.slice(0, 1))).toBeUndefined();
  });
});
