import { setImmediate as nextTurn } from 'node:timers/promises';

/** Numbers per pixel or latent: planes of [channels, height, width], flat. */
export interface Planes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** How a picture is cut into overlapping squares. */
export interface VaeTiles {
  /** Edge of a square going in: pixels for the encoder, latents for the decoder. */
  readonly inputEdge: number;
  /** Edge of the square that comes out. */
  readonly outputEdge: number;
}

/** Share of a tile that the next one covers as well. */
const OVERLAP = 0.25;

/**
 * Run one half of an autoencoder over overlapping tiles, so that memory follows the tile and not the picture.
 *
 * Tiles begin every 3/4 of their edge; a quarter of each is faded linearly into the one above and then into the one to
 * its left. The numbers are those of diffusers' `AutoencoderKL.tiled_decode` and `tiled_encode` (`tile_overlap_factor`
 * 0.25); they aren't quite those of one run over everything, as each tile sees only itself. One row of tiles is kept.
 */
export async function runVaeInTiles(
  input: Planes,
  { inputEdge, outputEdge }: VaeTiles,
  run: (tile: Planes) => Promise<Planes>,
): Promise<Planes> {
  const stride = Math.trunc(inputEdge * (1 - OVERLAP));
  const fade = Math.trunc(outputEdge * OVERLAP);
  const kept = outputEdge - fade;
  let result: Planes | undefined;
  let above: Planes[] = [];
  for (let top = 0, row = 0; top < input.height; top += stride, row += 1) {
    const tiles: Planes[] = [];
    for (let left = 0, column = 0; left < input.width; left += stride, column += 1) {
      await nextTurn();
      const tile = await run(cutTile(input, { left, top, edge: inputEdge }));
      result ??= createResult(input, tile, outputEdge / inputEdge);
      if (row > 0) fadeRows(above[column]!, tile, fade);
      if (column > 0) fadeColumns(tiles[column - 1]!, tile, fade);
      placeTile(result, tile, { left: column * kept, top: row * kept, edge: kept });
      tiles.push(tile);
    }
    above = tiles;
  }
  return result!;
}

interface TilePlace {
  readonly left: number;
  readonly top: number;
  readonly edge: number;
}

function createResult(input: Planes, { channels }: Planes, scale: number): Planes {
  const [height, width] = [Math.round(input.height * scale), Math.round(input.width * scale)];
  return { channels, height, width, data: new Float32Array(channels * height * width) };
}

function cutTile(input: Planes, { left, top, edge }: TilePlace): Planes {
  const { channels } = input;
  const [height, width] = [Math.min(edge, input.height - top), Math.min(edge, input.width - left)];
  const data = new Float32Array(channels * height * width);
  for (let row = 0; row < channels * height; row += 1) {
    const channel = Math.floor(row / height);
    const start = (channel * input.height + top + (row % height)) * input.width + left;
    data.set(input.data.subarray(start, start + width), row * width);
  }
  return { channels, height, width, data };
}

function placeTile(result: Planes, tile: Planes, { left, top, edge }: TilePlace): void {
  const [height, width] = [Math.min(edge, tile.height), Math.min(edge, tile.width)];
  for (let channel = 0; channel < tile.channels; channel += 1) {
    for (let y = 0; y < height; y += 1) {
      const start = (channel * tile.height + y) * tile.width;
      const target = (channel * result.height + top + y) * result.width + left;
      result.data.set(tile.data.subarray(start, start + width), target);
    }
  }
}

/** Fade the first rows of a tile from the last ones of the tile above, in place. */
function fadeRows(above: Planes, tile: Planes, extent: number): void {
  const rows = Math.min(above.height, tile.height, extent);
  for (let channel = 0; channel < tile.channels; channel += 1) {
    for (let y = 0; y < rows; y += 1) {
      const from = (channel * above.height + above.height - rows + y) * above.width;
      const to = (channel * tile.height + y) * tile.width;
      for (let x = 0; x < tile.width; x += 1) {
        tile.data[to + x] = mix(above.data[from + x]!, tile.data[to + x]!, y / rows);
      }
    }
  }
}

/** Fade the first columns of a tile from the last ones of the tile to its left, in place. */
function fadeColumns(left: Planes, tile: Planes, extent: number): void {
  const columns = Math.min(left.width, tile.width, extent);
  for (let row = 0; row < tile.channels * tile.height; row += 1) {
    const from = row * left.width + left.width - columns;
    const to = row * tile.width;
    for (let x = 0; x < columns; x += 1) {
      tile.data[to + x] = mix(left.data[from + x]!, tile.data[to + x]!, x / columns);
    }
  }
}

/** In float32, as torch does. */
function mix(from: number, to: number, share: number): number {
  return Math.fround(from * Math.fround(1 - share)) + Math.fround(to * Math.fround(share));
}
