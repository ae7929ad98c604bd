/** One tile along one edge of a picture, in input pixels. */
export interface TileSpan {
  /** First pixel that the network sees; `size` of them. */
  readonly start: number;
  readonly size: number;
  /** The pixels that the tile gives to the picture, from the beginning of its fade-in to the end of its fade-out. */
  readonly from: number;
  readonly to: number;
  /** How many of the first ones fade from the tile before; 0 for the first tile. */
  readonly fadeIn: number;
  /** How many of the last ones fade into the next tile; 0 for the last tile. */
  readonly fadeOut: number;
}

/** How to cut an edge into tiles. */
export interface TilePlanOptions {
  /** Length of the edge; a multiple of `multiple`. */
  readonly length: number;
  /** Length of a tile; a multiple of `multiple`, and at least twice the overlap. */
  readonly tileSize: number;
  /** How many pixels neighbours share at least; at most half of a tile, also when rounded up to a multiple. */
  readonly overlap: number;
  /** Tiles begin at multiples of this many pixels, because the network treats pixels in groups. */
  readonly multiple: number;
}

/** The share of an overlap, at either end, that isn't used: what a network sees there lacks the pixels beyond. */
const UNUSED_SHARE = 3 / 8;

/** How far a pixel may look for tiles with this overlap to be exact, in input pixels. */
export function computeExactReach(overlap: number): number {
  return Math.floor(overlap * UNUSED_SHARE);
}

/**
 * Cut an edge into tiles of equal length that overlap, spread evenly.
 *
 * Of an overlap of V pixels the outer ⌊3/8·V⌋ at either end aren't used, and in the middle quarter one tile fades into the
 * other. So every pixel of the result was computed with at least ⌊3/8·V⌋ true pixels around it: a network whose outputs
 * depend on no pixel further away gives what it gives on the whole picture.
 */
export function planTiles({ length, tileSize, overlap, multiple }: TilePlanOptions): TileSpan[] {
  if (length <= tileSize) return [{ start: 0, size: length, from: 0, to: length, fadeIn: 0, fadeOut: 0 }];
  // In whole multiples, so that cutting starts down to multiples can't make neighbours share less.
  const shared = Math.ceil(overlap / multiple) * multiple;
  const count = Math.ceil((length - shared) / (tileSize - shared));
  const starts = Array.from({ length: count }, (_, index) => {
    const even = (index * (length - tileSize)) / (count - 1);
    return Math.floor(even / multiple) * multiple;
  });
  return starts.map((start, index) => {
    const fade = index === 0 ? { from: 0, length: 0 } : findFade(starts[index - 1]! + tileSize, start);
    const nextStart = starts[index + 1];
    const next = nextStart === undefined ? { from: length, length: 0 } : findFade(start + tileSize, nextStart);
    return {
      start,
      size: tileSize,
      from: fade.from,
      to: next.from + next.length,
      fadeIn: fade.length,
      fadeOut: next.length,
    };
  });
}

/** Where one tile fades into the next: the middle of what they share. */
function findFade(end: number, nextStart: number): { readonly from: number; readonly length: number } {
  const shared = end - nextStart;
  const unused = computeExactReach(shared);
  return { from: nextStart + unused, length: shared - 2 * unused };
}

/** How a tile fades into the next one. */
export const seamShapes = ['linear', 'cosine'] as const;

/** How a tile fades into the next one: evenly, or slowly at both ends. */
export type SeamShape = (typeof seamShapes)[number];

/** The new tile's share at each of `length` pixels of a fade, from nearly 0 to nearly 1. */
export function computeFade(length: number, shape: SeamShape): Float32Array {
  return Float32Array.from({ length }, (_, index) => {
    const share = (index + 0.5) / length;
    return shape === 'linear' ? share : (1 - Math.cos(Math.PI * share)) / 2;
  });
}
