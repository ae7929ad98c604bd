import { setImmediate as nextTurn } from 'node:timers/promises';
import { ModelRunError } from '../errors.ts';
import type { Network } from '../onnx/network.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { computeStrides, findColour, type PixelArea, readArea } from './network-pixels.ts';
import type { PictureNetworkFacts, PixelConvention } from './picture-network-facts.ts';
import { RowBand, type TilePixels } from './row-band.ts';
import { planTiles, type SeamShape, type TileSpan } from './tile-plan.ts';
import { fillSize } from './tile-size.ts';

/** One tile that is done. */
export interface TileProgress {
  /** Tiles done, from 1 to `tiles`. */
  readonly tile: number;
  readonly tiles: number;
}

/** What `runInTiles` needs. */
export interface TiledRunOptions {
  readonly network: Network;
  readonly facts: PictureNetworkFacts;
  readonly convention: PixelConvention;
  /** In input pixels; multiples of the network's. */
  readonly tile: { readonly width: number; readonly height: number };
  readonly overlap: number;
  readonly seam: SeamShape;
  readonly signal: AbortSignal | undefined;
  readonly onTile: ((progress: TileProgress) => void | Promise<void>) | undefined;
}

/**
 * Run a network over a picture, tile by tile, and let each tile fade into its neighbours.
 *
 * Beside the picture and the result, only one tile and one row of tiles of the result are in memory.
 */
export async function runInTiles(image: RgbImage, options: TiledRunOptions): Promise<RgbImage> {
  const { facts, tile, overlap, seam, signal, onTile } = options;
  const { scale, sizeMultiple: multiple } = facts;
  const filled = fillSize(facts, image);
  const columns = planTiles({ length: filled.width, tileSize: tile.width, overlap, multiple });
  const rows = planTiles({ length: filled.height, tileSize: tile.height, overlap, multiple });
  const band = new RowBand({ width: image.width * scale, height: image.height * scale, seam });
  const tiles = rows.length * columns.length;
  let done = 0;
  for (const row of rows) {
    band.begin(scaleSpan(row, scale));
    for (const column of columns) {
      // ONNX Runtime blocks this thread; without a turn of the event loop an abort could never arrive.
      await nextTurn();
      signal?.throwIfAborted();
      const area = { left: column.start, top: row.start, width: column.size, height: row.size };
      band.add(scaleSpan(column, scale), await runTile(image, area, options));
      done += 1;
      await onTile?.({ tile: done, tiles });
    }
    band.end();
  }
  signal?.throwIfAborted();
  return { width: image.width * scale, height: image.height * scale, rgb: band.rgb };
}

function scaleSpan(span: TileSpan, scale: number): TileSpan {
  const scaled = (['start', 'size', 'from', 'to', 'fadeIn', 'fadeOut'] as const).map((key) => [key, span[key] * scale]);
  return Object.fromEntries(scaled) as unknown as TileSpan;
}

async function runTile(image: RgbImage, area: PixelArea, options: TiledRunOptions): Promise<TilePixels> {
  const { network, facts, convention } = options;
  const { layout, batched, scale } = facts;
  const picture = layout === 'channels-first' ? [3, area.height, area.width] : [area.height, area.width, 3];
  const data = readArea(image, area, layout, convention);
  const { output } = await network.run({ [facts.inputName]: { data, dims: batched ? [1, ...picture] : picture } }, []);
  if (output.data.length !== data.length * scale * scale) {
    throw new ModelRunError(
      network.component,
      `The network ${network.component} gave ${output.dims.join(' × ')} numbers for a tile of ${area.width} × ${area.height} pixels, but ${scale} times the size on a trial. Give a tile size that is a multiple of 64.`,
    );
  }
  if (output.data.some(Number.isNaN)) {
    throw new ModelRunError(
      network.component,
      `The network ${network.component} gave not-a-number values. Half-precision networks overflow on some pictures; use it in float32.`,
    );
  }
  const strides = computeStrides(layout, area.width * scale, area.height * scale);
  return {
    values: output.data,
    offsets: [0, 1, 2].map((channel) => findColour(channel, convention) * strides.channel),
    strideX: strides.x,
    strideY: strides.y,
    white: convention.valueRange === 'unit' ? 255 : 1,
  };
}
