import { InvalidSettingsError } from '../errors.ts';
import type { AutoencoderShape } from '../model-folder/autoencoder-shape.ts';
import type { PictureSize } from '../model-folder/model-facts.ts';
import type { VaeTiles } from './run-vae-in-tiles.ts';

/** How large pictures go through the autoencoder. */
export interface VaeTilingOptions {
  /**
   * Whether the autoencoder runs in overlapping tiles on pictures larger than one: always (`true`), never (`false`), or
   * where a run over the whole picture is estimated to take more than `vaeMemoryMB` (`auto`, the default). Tiles change
   * the picture a little, as in diffusers.
   */
  readonly vaeTiling?: 'auto' | boolean;
  /**
   * Edge of a tile in pixels, 32 to 4096 and a multiple of 32 (default: what the autoencoder was made for, mostly 512;
   * `auto` halves it as long as it is above 128 and one tile itself is estimated to take more than `vaeMemoryMB`).
   */
  readonly vaeTileSize?: number;
  /** Memory for one run of the autoencoder beside its weights in MiB, from which on `auto` makes tiles, above 0 (default 12288). */
  readonly vaeMemoryMB?: number;
}

/** Options that hold for all pictures of a model. */
export interface VaeTiling {
  readonly mode: 'auto' | boolean;
  /** `undefined` for what fits. */
  readonly tileSize: number | undefined;
  readonly memoryBytes: number;
  readonly shape: AutoencoderShape;
  /** Pixels per latent along an edge. */
  readonly scaleFactor: number;
}

/** A half of an autoencoder. */
export type VaePart = 'vae_encoder' | 'vae_decoder';

const USUAL_MEMORY_MB = 12_288;
const LARGEST_TILE = 4096;
const SMALLEST_AUTOMATIC_TILE = 128;
const LATENTS_PER_TILE_STEP = 4;
const BYTES_PER_NUMBER = 4;

/** Check the options and fill in the defaults. Throws `InvalidSettingsError` for what can't be followed. */
export function resolveVaeTiling(
  options: VaeTilingOptions,
  { shape, scaleFactor }: Pick<VaeTiling, 'shape' | 'scaleFactor'>,
): VaeTiling {
  const { vaeTiling: mode = 'auto', vaeTileSize: tileSize, vaeMemoryMB = USUAL_MEMORY_MB } = options;
  if (mode !== 'auto' && typeof mode !== 'boolean') {
    throw new InvalidSettingsError('vaeTiling', `The vaeTiling can't be ${mode}: give 'auto', true or false.`);
  }
  const multiple = LATENTS_PER_TILE_STEP * scaleFactor;
  const isTile = (size: number) => Number.isSafeInteger(size) && size > 0 && size % multiple === 0;
  if (tileSize !== undefined && !(isTile(tileSize) && tileSize <= LARGEST_TILE)) {
    throw new InvalidSettingsError(
      'vaeTileSize',
      `The vaeTileSize can't be ${tileSize}: give a multiple of ${multiple} from ${multiple} to ${LARGEST_TILE}.`,
    );
  }
  if (!(vaeMemoryMB > 0)) {
    throw new InvalidSettingsError('vaeMemoryMB', `The vaeMemoryMB can't be ${vaeMemoryMB}: give a number above 0.`);
  }
  return { mode, tileSize, memoryBytes: vaeMemoryMB * 2 ** 20, shape, scaleFactor };
}

/** The tiles for a picture, or `undefined` when it goes through in one run. */
export function planVaeTiles(tiling: VaeTiling, part: VaePart, size: PictureSize): VaeTiles | undefined {
  const { mode, memoryBytes, scaleFactor } = tiling;
  if (mode === false || (mode === 'auto' && estimateVaeMemory(tiling, part, size) <= memoryBytes)) return undefined;
  const edge = tiling.tileSize ?? findTileSize(tiling, part);
  if (size.width <= edge && size.height <= edge) return undefined;
  const latents = edge / scaleFactor;
  return part === 'vae_encoder' ? { inputEdge: edge, outputEdge: latents } : { inputEdge: latents, outputEdge: edge };
}

/**
 * Bytes that one run of a half of the autoencoder takes at most beside its weights, as an estimate. Where attention is
 * fused, as on processors, it takes less than the estimate says.
 *
 * Where it is widest, at full size, it holds 6 (decoder) or 4 (encoder) times as many float32 numbers as channels ·
 * pixels; its attention in the middle holds 2 · tokens². The factors are rounded up from runs of Stable Diffusion's
 * autoencoder in ONNX Runtime at 256 to 768 pixels, without fused attention: workbench/reference-numbers/pipelines/measure_vae_memory.py.
 */
export function estimateVaeMemory(
  { shape, scaleFactor }: Pick<VaeTiling, 'shape' | 'scaleFactor'>,
  part: VaePart,
  { width, height }: PictureSize,
): number {
  const [outer = 1, inner = outer] = shape.channels;
  const copies = part === 'vae_decoder' ? 6 * inner : 4 * outer;
  const tokens = (width / scaleFactor) * (height / scaleFactor);
  return BYTES_PER_NUMBER * (copies * width * height + 2 * tokens * tokens);
}

/** The size that the autoencoder was made for, or in `auto` the largest of its halves that fits. */
function findTileSize(tiling: VaeTiling, part: VaePart): number {
  const multiple = LATENTS_PER_TILE_STEP * tiling.scaleFactor;
  const round = (size: number) => Math.max(multiple, Math.floor(size / multiple) * multiple);
  let edge = round(tiling.shape.sampleSize);
  if (tiling.mode !== 'auto') return edge;
  const takes = (size: number) => estimateVaeMemory(tiling, part, { width: size, height: size });
  while (edge > SMALLEST_AUTOMATIC_TILE && takes(edge) > tiling.memoryBytes) edge = round(edge / 2);
  return edge;
}
