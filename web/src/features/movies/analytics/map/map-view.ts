import type { PointPositions } from '../../../../design/charts/point-search.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How far the map is enlarged, and where its corner lies, in pixels: a place p is drawn at p · zoom + corner. */
export interface MapView {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const wholeMap: MapView = { zoom: 1, x: 0, y: 0 };
export const LARGEST_ZOOM = 40;
const MARGIN = 24;

/** Lays points into a box, as large as they fit, with both directions in the same scale and upwards upwards. */
export function fitPoints(points: readonly { readonly x: number; readonly y: number }[], size: Size): PointPositions {
  const [left, right] = findEnds(points.map(({ x }) => x));
  const [bottom, top] = findEnds(points.map(({ y }) => y));
  const scale = Math.min(
    (size.width - 2 * MARGIN) / (right - left || 1),
    (size.height - 2 * MARGIN) / (top - bottom || 1),
  );
  const centerX = (left + right) / 2;
  const centerY = (top + bottom) / 2;
  return {
    x: Float64Array.from(points, ({ x }) => size.width / 2 + (x - centerX) * scale),
    y: Float64Array.from(points, ({ y }) => size.height / 2 - (y - centerY) * scale),
  };
}

/** Where fitted points are drawn in a view. */
export function placePoints({ x: xs, y: ys }: PointPositions, { zoom, x, y }: MapView): PointPositions {
  return {
    x: Float64Array.from(xs, (value) => value * zoom + x),
    y: Float64Array.from(ys, (value) => value * zoom + y),
  };
}

/** Enlarges the map so many times more around a place of the box, which stays where it is; never beyond the whole map. */
export function zoomAt(
  view: MapView,
  factor: number,
  place: { readonly x: number; readonly y: number },
  size: Size,
): MapView {
  const zoom = Math.min(LARGEST_ZOOM, Math.max(1, view.zoom * factor));
  const ratio = zoom / view.zoom;
  return holdInside({ zoom, x: place.x - (place.x - view.x) * ratio, y: place.y - (place.y - view.y) * ratio }, size);
}

/** Moves the map by so many pixels; its edges stay outside the box. */
export function panBy({ zoom, x, y }: MapView, by: { readonly x: number; readonly y: number }, size: Size): MapView {
  return holdInside({ zoom, x: x + by.x, y: y + by.y }, size);
}

/** Brings a fitted place into the middle, enlarged at least so many times. */
export function centerOn(
  view: MapView,
  place: { readonly x: number; readonly y: number },
  zoom: number,
  size: Size,
): MapView {
  const next = Math.min(LARGEST_ZOOM, Math.max(view.zoom, zoom));
  return holdInside({ zoom: next, x: size.width / 2 - place.x * next, y: size.height / 2 - place.y * next }, size);
}

/** Whether a drawn place is in the box, a little away from its edges. */
export function isInside({ x, y }: { readonly x: number; readonly y: number }, { width, height }: Size): boolean {
  return x >= 8 && y >= 8 && x <= width - 8 && y <= height - 8;
}

function holdInside({ zoom, x, y }: MapView, { width, height }: Size): MapView {
  const hold = (value: number, length: number) => Math.min(0, Math.max(length * (1 - zoom), value));
  return { zoom, x: hold(x, width), y: hold(y, height) };
}

function findEnds(values: readonly number[]): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}
