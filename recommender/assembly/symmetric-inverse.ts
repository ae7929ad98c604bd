import { multiplyAddTile } from './products';

// The symmetric sweep by tiles of 64 × 64. The matrix (size × size numbers, size a multiple of 64) holds its lower tiles.
// Sweeping all diagonal tiles turns A into −A⁻¹. One step on tile k, with D = A_kk⁻¹:
//   W_i = A_ik;  A_ik = W_i D;  A_ij −= W_i D W_j';  A_kk = −D.
// The panels hold W' and (WD)', tile after tile: 64 × 64 numbers each, so that a tile lies together in memory.

const tile: u32 = 64;
/** Of a row of a tile, and of a whole tile. */
const tileRowBytes: usize = 256;
const tileBytes: usize = 16384;

/** Panels and column k of the tiles, for the tile row `block`. */
export function sweepPanel(
  block: u32,
  _scratch: usize,
  matrix: usize,
  size: u32,
  k: u32,
  inverse: usize,
  panel: usize,
  scaledPanel: usize,
): void {
  if (block == k) return;
  const row: usize = size << 2;
  const own = panel + block * tileBytes;
  const scaled = scaledPanel + block * tileBytes;
  const below = block > k;
  const from = below
    ? matrix + <usize>block * tile * row + k * tileRowBytes
    : matrix + <usize>k * tile * row + block * tileRowBytes;
  for (let p: usize = 0; p < tile; p++) {
    if (below) {
      for (let a: usize = 0; a < tile; a++) {
        store<f32>(own + p * tileRowBytes + (a << 2), load<f32>(from + a * row + (p << 2)));
      }
    } else memory.copy(own + p * tileRowBytes, from + p * row, tileRowBytes);
  }
  memory.fill(scaled, 0, tileBytes);
  multiplyAddTile(scaled, tileRowBytes, inverse, tileRowBytes, 4, own, tileRowBytes, tile, tile, tile, 1);
  for (let p: usize = 0; p < tile; p++) {
    if (below) {
      for (let a: usize = 0; a < tile; a++) {
        store<f32>(from + a * row + (p << 2), load<f32>(scaled + p * tileRowBytes + (a << 2)));
      }
    } else memory.copy(from + p * row, scaled + p * tileRowBytes, tileRowBytes);
  }
}

/** The other tiles of one tile row; the longest rows come first, so that threads end together. */
export function sweepRow(
  block: u32,
  _scratch: usize,
  matrix: usize,
  size: u32,
  k: u32,
  panel: usize,
  scaledPanel: usize,
): void {
  const tileRow = size / tile - 1 - block;
  if (tileRow == k) return;
  const row: usize = size << 2;
  const target = matrix + <usize>tileRow * tile * row;
  const a = scaledPanel + tileRow * tileBytes;
  for (let column: u32 = 0; column <= tileRow; column++) {
    if (column == k) continue;
    const b = panel + column * tileBytes;
    multiplyAddTile(target + column * tileRowBytes, row, a, 4, tileRowBytes, b, tileRowBytes, tile, tile, tile, -1);
  }
}

/**
 * How many rows name both items, for the items of one block and all items with an index that isn't larger: matrix (f32,
 * `size` numbers a row). The columns of `rowColumns` ascend within a row.
 */
export function countCoOccurrences(
  block: u32,
  _scratch: usize,
  itemsPerBlock: u32,
  itemCount: u32,
  itemOffsets: usize,
  itemRows: usize,
  rowOffsets: usize,
  rowColumns: usize,
  matrix: usize,
  size: u32,
): void {
  const end = min((block + 1) * itemsPerBlock, itemCount);
  for (let item: u32 = block * itemsPerBlock; item < end; item++) {
    const target = matrix + <usize>item * (size << 2);
    const lastRow = load<u32>(itemOffsets + (item << 2), 4);
    for (let entry = load<u32>(itemOffsets + (item << 2)); entry < lastRow; entry++) {
      const row = load<u32>(itemRows + (entry << 2));
      const lastColumn = load<u32>(rowOffsets + (row << 2), 4);
      for (let other = load<u32>(rowOffsets + (row << 2)); other < lastColumn; other++) {
        const column = load<u32>(rowColumns + (other << 2));
        if (column > item) break;
        const at = target + (column << 2);
        store<f32>(at, load<f32>(at) + 1);
      }
    }
  }
}
