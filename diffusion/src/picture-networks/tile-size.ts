import { InvalidSettingsError } from '../errors.ts';
import type { PictureSize } from '../model-folder/model-facts.ts';
import { requireOneOf } from '../settings/require-one-of.ts';
import type { PictureNetworkFacts } from './picture-network-facts.ts';
import { type SeamShape, seamShapes } from './tile-plan.ts';

/** How to cut a picture into tiles; without anything the tiles are as large as the memory allows. */
export interface TileOptions {
  /**
   * Edge of a tile in pixels of the source, 16 to 4096, rounded up to the multiple that the network needs. Default: from
   * `memoryLimitBytes`. Ignored by networks of a fixed size, whose tiles have that size.
   */
  readonly tileSize?: number;
  /**
   * Working memory that a run may take beside the picture and the result, by an estimate: at least what a tile of
   * 16 × 16 pixels takes (default 1 GiB). It sets the tile size where `tileSize` doesn't.
   */
  readonly memoryLimitBytes?: number;
  /**
   * How many pixels of the source neighbouring tiles share, 0 to half of a tile (default 32, or a quarter of small tiles).
   * Where the network's outputs depend on no pixel further than 3/8 of it away, tiles give what the whole picture gives.
   */
  readonly overlap?: number;
  /** How a tile fades into the next one in the middle quarter of the overlap (default `cosine`). */
  readonly seam?: SeamShape;
}

/** Tiles that were decided on. */
export interface ChosenTiles {
  readonly tile: PictureSize;
  readonly overlap: number;
  readonly seam: SeamShape;
}

const usualMemoryLimit = 2 ** 30;
const usualOverlap = 32;
const smallestTile = 16;
const largestTile = 4096;

/** Choose the tiles for a picture; throws `InvalidSettingsError` for options that can't be followed. */
export function chooseTiles(
  facts: PictureNetworkFacts,
  image: PictureSize,
  bytesPerPixel: number,
  options: TileOptions,
): ChosenTiles {
  const { sizeMultiple } = facts;
  const edge = requireTileSize(options.tileSize) ?? computeLargestTile(options.memoryLimitBytes, bytesPerPixel);
  const rounded = Math.max(facts.smallestEdge, Math.ceil(edge / sizeMultiple) * sizeMultiple);
  const filled = fillSize(facts, image);
  const tile = facts.fixedSize ?? { width: Math.min(rounded, filled.width), height: Math.min(rounded, filled.height) };
  const least = facts.fixedSize ?? { width: rounded, height: rounded };
  const overlap = requireOverlap(options.overlap, Math.min(least.width, least.height), sizeMultiple);
  return { tile, overlap, seam: requireOneOf('seam', options.seam ?? 'cosine', seamShapes) };
}

/** The size that a picture is filled up to, so that the network takes it. */
export function fillSize(facts: PictureNetworkFacts, image: PictureSize): PictureSize {
  const { sizeMultiple, smallestEdge, fixedSize } = facts;
  const fill = (length: number, least: number) => Math.max(least, Math.ceil(length / sizeMultiple) * sizeMultiple);
  return {
    width: fill(image.width, fixedSize?.width ?? smallestEdge),
    height: fill(image.height, fixedSize?.height ?? smallestEdge),
  };
}

function requireTileSize(tileSize: number | undefined): number | undefined {
  if (tileSize === undefined) return undefined;
  if (Number.isSafeInteger(tileSize) && tileSize >= smallestTile && tileSize <= largestTile) return tileSize;
  throw new InvalidSettingsError(
    'tileSize',
    `The tileSize can't be ${tileSize}: give a whole number of pixels from ${smallestTile} to ${largestTile}.`,
  );
}

function computeLargestTile(limitBytes = usualMemoryLimit, bytesPerPixel: number): number {
  const needed = smallestTile ** 2 * bytesPerPixel;
  if (!(limitBytes >= needed)) {
    throw new InvalidSettingsError(
      'memoryLimitBytes',
      `${limitBytes} bytes are too few for this network: a tile of ${smallestTile} × ${smallestTile} pixels takes about ${needed}.`,
    );
  }
  const edge = Math.floor(Math.sqrt(limitBytes / bytesPerPixel));
  return Math.min(largestTile, Math.floor(edge / smallestTile) * smallestTile);
}

function requireOverlap(overlap: number | undefined, tileSize: number, multiple: number): number {
  // In whole multiples of the network, of which two must fit into a tile.
  const most = Math.floor(tileSize / 2 / multiple) * multiple;
  if (overlap === undefined) return Math.min(usualOverlap, Math.floor(tileSize / 4 / multiple) * multiple);
  if (Number.isSafeInteger(overlap) && overlap >= 0 && overlap <= most) return overlap;
  throw new InvalidSettingsError(
    'overlap',
    `An overlap of ${overlap} pixels isn't possible with tiles of ${tileSize}: give a whole number from 0 to ${most}.`,
  );
}
