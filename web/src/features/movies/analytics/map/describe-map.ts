import type { MapPoint, MovieMap } from '@starweave/contract';
import { formatPercent, formatQuantity } from '../../../../design/charts/format-number.ts';

/** The most rated films first: they are drawn and named first. */
export function orderPoints(points: readonly MapPoint[]): readonly MapPoint[] {
  return [...points].sort((one, other) => other.ratingCount - one.ratingCount || one.movieId - other.movieId);
}

/** How many films have each genre as their first, the most first. */
export function countGenres(points: readonly MapPoint[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { genre } of points) counts.set(genre, (counts.get(genre) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1]);
}

/** What the map is, and how far films of a genre keep together on it. */
export function describeMap(map: MovieMap): string {
  const films = `${formatQuantity(map.points.length, 'film')} by ${map.method || 'what people think of them'}.`;
  const share = computeNeighbourShare(map.points);
  if (share === undefined) return films;
  const genres = countGenres(map.points);
  const chance = genres.reduce((sum, [, count]) => sum + (count / map.points.length) ** 2, 0);
  return `${films} The closest film has the same first genre in ${formatPercent(share)} of cases; by chance it would be ${formatPercent(chance)}.`;
}

const LARGEST_SAMPLE = 500;

/** The share of films whose closest film has the same genre, over an even sample; undefined for fewer than two films. */
export function computeNeighbourShare(points: readonly Pick<MapPoint, 'x' | 'y' | 'genre'>[]): number | undefined {
  if (points.length < 2) return undefined;
  const step = Math.max(1, Math.floor(points.length / LARGEST_SAMPLE));
  let same = 0;
  let asked = 0;
  for (let index = 0; index < points.length; index += step) {
    asked += 1;
    if (findClosest(points, index).genre === points[index]!.genre) same += 1;
  }
  return same / asked;
}

function findClosest<Point extends { readonly x: number; readonly y: number }>(
  points: readonly Point[],
  from: number,
): Point {
  const { x, y } = points[from]!;
  let closest = points[from === 0 ? 1 : 0]!;
  let smallest = Number.POSITIVE_INFINITY;
  for (let index = 0; index < points.length; index += 1) {
    const other = points[index]!;
    const distance = (other.x - x) ** 2 + (other.y - y) ** 2;
    if (index === from || distance >= smallest) continue;
    smallest = distance;
    closest = other;
  }
  return closest;
}
