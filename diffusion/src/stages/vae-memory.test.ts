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
    // At 768 pixels the attention between all latents alone is a matrix of 9216² floats, 340 MB.
    expect(await measurePeak(768, 0)).toBeGreaterThan(340e6);
    // In tiles it is 0.3 MB. What stays is the picture itself: planes going in and out, bytes, a row of tiles; about
    // 35 MB at 1024 pixels, and the rest is room for the garbage collector.
    expect(await measurePeak(768, 128)).toBeLessThan(100e6);
    expect(await measurePeak(1024, 128)).toBeLessThan(100e6);
  }, 60_000);
});
