import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWholeFile } from './write-whole-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave files '));
});
afterEach(async () => rm(folder, { recursive: true }));

describe('writeWholeFile', () => {
  it('writes the bytes and leaves nothing else behind', async () => {
    await writeWholeFile(path.join(folder, 'x.csv'), Uint8Array.of(1, 2, 3));
    expect([...(await readFile(path.join(folder, 'x.csv')))]).toEqual([1, 2, 3]);
    expect(await readdir(folder)).toEqual(['x.csv']);
  });

  it('leaves no half file where the target cannot be replaced', async () => {
    await expect(writeWholeFile(folder, Uint8Array.of(1))).rejects.toThrow();
    expect(await readdir(folder)).toEqual([]);
  });
});
