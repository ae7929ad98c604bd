import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidSettingsError } from '../errors.ts';
import { loadNetwork, type Network } from '../onnx/network.ts';
import { type Planes, runVaeInTiles } from './run-vae-in-tiles.ts';
import { estimateVaeMemory, planVaeTiles, resolveVaeTiling, type VaePart } from './vae-tiling.ts';

interface Described {
  readonly shape: readonly [number, number, number, number];
  readonly norm: number;
  /** Every 37th number. */
  readonly values: readonly number[];
}

interface TilingCase {
  readonly rows: number;
  readonly columns: number;
  readonly tile: number;
  readonly decoded: Described;
  readonly encoded: Described;
}

const fixtures = path.join(import.meta.dirname, '../../../workbench/reference-numbers/pipelines/fixtures');
const { cases } = JSON.parse(readFileSync(path.join(fixtures, 'vae-tiling-cases.json'), 'utf8')) as {
  cases: TilingCase[];
};
const stableDiffusion = { shape: { channels: [128, 256, 512, 512], sampleSize: 512 }, scaleFactor: 8 };

/** As `make_values` in make_vae_tiling_cases.py. */
function createPlanes(channels: number, height: number, width: number, scale: number): Planes {
  const data = new Float32Array(channels * height * width).map((_, i) => Math.sin(i * 0.37 + (i % 7)) * scale);
  return { channels, height, width, data };
}

function planTiles(part: VaePart, { rows, columns, tile }: Pick<TilingCase, 'rows' | 'columns' | 'tile'>) {
  const tiling = resolveVaeTiling({ vaeTiling: true, vaeTileSize: tile }, stableDiffusion);
  return planVaeTiles(tiling, part, { width: columns * 8, height: rows * 8 });
}

function createRunner(network: Network, input: string) {
  return async (tile: Planes): Promise<Planes> => {
    const dims = [1, tile.channels, tile.height, tile.width];
    const { output } = await network.run({ [input]: { data: tile.data, dims } }, network.outputNames);
    const [, channels = 0, height = 0, width = 0] = output.dims;
    return { channels, height, width, data: output.data };
  };
}

function expectPlanes(planes: Planes, { shape, norm, values }: Described): void {
  expect([1, planes.channels, planes.height, planes.width]).toEqual(shape);
  const ours = Array.from({ length: values.length }, (_, index) => planes.data[index * 37]!);
  const [error, size] = [ours.map((value, i) => value - values[i]!), values].map((list) => Math.hypot(...list));
  expect(error! / size!).toBeLessThan(1e-5);
  expect(Math.abs(Math.sqrt(planes.data.reduce((sum, v) => sum + v * v, 0)) / norm - 1)).toBeLessThan(1e-5);
}

describe('an autoencoder in tiles, as diffusers runs it', () => {
  const networks = new Map<VaePart, Network>();

  beforeAll(async () => {
    for (const component of ['vae_encoder', 'vae_decoder'] as const) {
      const file = path.join(fixtures, 'tiny-stable-diffusion', component, 'model.onnx');
      const options = { component, file, executionProvider: 'cpu', threads: 1, clock: () => 0 };
      networks.set(component, await loadNetwork(options));
    }
  });

  afterAll(async () => {
    for (const network of networks.values()) await network.release();
  });

  it.each(cases)(
    'decodes $rows × $columns latents in tiles of $tile pixels',
    async ({ rows, columns, tile, decoded }) => {
      const run = createRunner(networks.get('vae_decoder')!, 'latent_sample');
      const tiles = planTiles('vae_decoder', { rows, columns, tile });
      const latents = createPlanes(4, rows, columns, 1.5);
      expectPlanes(await (tiles === undefined ? run(latents) : runVaeInTiles(latents, tiles, run)), decoded);
    },
  );

  it.each(cases)(
    'encodes to $rows × $columns latents in tiles of $tile pixels',
    async ({ rows, columns, tile, encoded }) => {
      const run = createRunner(networks.get('vae_encoder')!, 'sample');
      const tiles = planTiles('vae_encoder', { rows, columns, tile });
      const picture = createPlanes(3, rows * 8, columns * 8, 1);
      expectPlanes(await (tiles === undefined ? run(picture) : runVaeInTiles(picture, tiles, run)), encoded);
    },
  );
});

describe('whether there are tiles', () => {
  const size = { width: 1024, height: 1024 };

  it('is said by the option', () => {
    const plan = (options: object) => planVaeTiles(resolveVaeTiling(options, stableDiffusion), 'vae_decoder', size);
    expect(plan({ vaeTiling: true })).toEqual({ inputEdge: 64, outputEdge: 512 });
    expect(plan({ vaeTiling: true, vaeTileSize: 256 })).toEqual({ inputEdge: 32, outputEdge: 256 });
    expect(plan({ vaeTiling: false, vaeMemoryMB: 1 })).toBeUndefined();
    expect(plan({ vaeTiling: true, vaeTileSize: 1024 })).toBeUndefined();
    expect(plan({})).toBeUndefined();
  });

  it('is decided by the memory bound, for pictures beyond it', () => {
    const tiling = resolveVaeTiling({ vaeMemoryMB: 3000 }, stableDiffusion);
    expect(planVaeTiles(tiling, 'vae_decoder', { width: 512, height: 512 })).toBeUndefined();
    expect(planVaeTiles(tiling, 'vae_decoder', size)).toEqual({ inputEdge: 64, outputEdge: 512 });
    expect(planVaeTiles(tiling, 'vae_encoder', { width: 2048, height: 2048 })).toEqual({
      inputEdge: 512,
      outputEdge: 64,
    });
  });

  it('makes tiles smaller until one fits, but not below 128 pixels', () => {
    const plan = (vaeMemoryMB: number) =>
      planVaeTiles(resolveVaeTiling({ vaeMemoryMB }, stableDiffusion), 'vae_decoder', size)!.outputEdge;
    expect([plan(2000), plan(1000), plan(120), plan(1)]).toEqual([512, 256, 128, 128]);
    for (const bound of [2000, 1000, 120]) {
      const edge = plan(bound);
      const takes = estimateVaeMemory(stableDiffusion, 'vae_decoder', { width: edge, height: edge });
      expect(takes).toBeLessThanOrEqual(bound * 2 ** 20);
    }
  });

  // Peaks beside the weights that measure_vae_memory.py printed for Stable Diffusion's autoencoder.
  it.each<[VaePart, number, number]>([
    ['vae_decoder', 256, 264],
    ['vae_decoder', 384, 887],
    ['vae_decoder', 512, 1058],
    ['vae_decoder', 768, 3393],
    ['vae_encoder', 256, 102],
    ['vae_encoder', 384, 288],
    ['vae_encoder', 512, 402],
    ['vae_encoder', 768, 1218],
  ])('estimates a %s of %i pixels at no less than measured, and at most twice that', (part, edge, measuredMB) => {
    const estimate = estimateVaeMemory(stableDiffusion, part, { width: edge, height: edge }) / 2 ** 20;
    expect(estimate).toBeGreaterThan(measuredMB);
    expect(estimate).toBeLessThan(measuredMB * 2);
  });

  it.each<[string, object]>([
    ['vaeTiling', { vaeTiling: 'yes' }],
    ['vaeTileSize', { vaeTileSize: 100 }],
    ['vaeTileSize', { vaeTileSize: 0 }],
    ['vaeTileSize', { vaeTileSize: 8192 }],
    ['vaeMemoryMB', { vaeMemoryMB: 0 }],
    ['vaeMemoryMB', { vaeMemoryMB: Number.NaN }],
  ])('is refused for a bad %s (%#)', (field, options) => {
    expect(() => resolveVaeTiling(options, stableDiffusion)).toThrow(InvalidSettingsError);
    expect(() => resolveVaeTiling(options, stableDiffusion)).toThrow(field);
  });
});
