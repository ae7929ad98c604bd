/** Points in pixels: x of each, then y of each. */
export interface PointPositions {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The point closest to a place, at most `reach` pixels away; of equally close ones the last, which is drawn on top. */
export function findNearestPoint(
  { x: xs, y: ys }: PointPositions,
  { x, y }: { readonly x: number; readonly y: number },
  reach: number,
): number | undefined {
  let nearest: number | undefined;
  let smallest = reach * reach;
  for (let index = 0; index < xs.length; index += 1) {
    const dx = xs[index]! - x;
    const dy = ys[index]! - y;
    const distance = dx * dx + dy * dy;
    if (distance <= smallest) {
      smallest = distance;
      nearest = index;
    }
  }
  return nearest;
}

/**
 * Where an arrow key leads from a point: to the closest one within 45° of that direction, with steps aside counted double.
 * Undefined where there is none. Points at the very same place are passed over.
 */
export function findNeighbour(
  { x: xs, y: ys }: PointPositions,
  from: number,
  direction: Direction,
): number | undefined {
  const sign = direction === 'right' || direction === 'down' ? 1 : -1;
  const isAcross = direction === 'left' || direction === 'right';
  let nearest: number | undefined;
  let smallest = Number.POSITIVE_INFINITY;
  for (let index = 0; index < xs.length; index += 1) {
    const dx = xs[index]! - xs[from]!;
    const dy = ys[index]! - ys[from]!;
    const ahead = sign * (isAcross ? dx : dy);
    const aside = Math.abs(isAcross ? dy : dx);
    if (ahead <= 0 || aside > ahead || ahead + 2 * aside >= smallest) continue;
    smallest = ahead + 2 * aside;
    nearest = index;
  }
  return nearest;
}
