import { estimateTextWidth } from '../../../../design/charts/axis.tsx';
import type { PointPositions } from '../../../../design/charts/point-search.ts';
import { isInside, type Size } from './map-view.ts';

export interface MapLabel {
  /** Of the point that it names. */
  readonly index: number;
  readonly text: string;
  /** Middle of the text, in pixels. */
  readonly x: number;
  readonly y: number;
}

interface LabelBox extends MapLabel {
  readonly halfWidth: number;
}

const LINE_HEIGHT = 16;
const LONGEST_TEXT = 26;

/**
 * Names for points in view, the weightiest first, as long as no two touch and none is cut off at an edge.
 *
 * @param order indices of points, the weightiest first
 */
export function chooseLabels(
  order: ArrayLike<number>,
  positions: PointPositions,
  titleOf: (index: number) => string,
  { size, limit }: { readonly size: Size; readonly limit: number },
): readonly MapLabel[] {
  const boxes: LabelBox[] = [];
  for (let at = 0; at < order.length && boxes.length < limit; at += 1) {
    const index = order[at]!;
    const x = positions.x[index]!;
    const y = positions.y[index]! - 12;
    if (!isInside({ x, y: y + 12 }, size) || y < LINE_HEIGHT / 2) continue;
    const title = titleOf(index);
    const text = title.length <= LONGEST_TEXT ? title : `${title.slice(0, LONGEST_TEXT - 1).trimEnd()}…`;
    const halfWidth = estimateTextWidth(text) / 2 + 3;
    if (x - halfWidth < 0 || x + halfWidth > size.width) continue;
    const touches = boxes.some(
      (box) => Math.abs(box.x - x) < box.halfWidth + halfWidth && Math.abs(box.y - y) < LINE_HEIGHT,
    );
    if (!touches) boxes.push({ index, text, x, y, halfWidth });
  }
  return boxes.map(({ index, text, x, y }) => ({ index, text, x, y }));
}
