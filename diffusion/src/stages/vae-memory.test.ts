import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const script = path.join(import.meta.dirname, 'vae-peak-process.ts');

/** Bytes that a process's memory peaks at while it decodes, above what it had before. */
async function measurePeak(edge: number, tile: number): Promise<number> {
  const args = ['--conditions=source', script, String(edge), String(tile)];
  return Number((await promisify(execFile)(process.execPath, args)).stdout);
}

describe('memory for decoding', () => {
  it('follows the tile and not the picture', async () => {
    // What stays in tiles is the picture itself: planes going in and out, bytes, a row of tiles; about 25 MB at 768 pixels
    // and 35 MB at 1024. The rest is room for the garbage collector.
    const tiled = await measurePeak(768, 128);
    expect(tiled).toBeLessThan(100e6);
    expect(await measurePeak(1024, 128)).toBeLessThan(100e6);
    // At once, eight channels of 768 × 768 floats are 19 MB, and several of them are there together.
    expect(await measurePeak(768, 0)).toBeGreaterThan(tiled + 4 * 19e6);
  }, 60_000);
});
