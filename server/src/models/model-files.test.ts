import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { computeModelHash, computeModelStamp, findModelFolders } from './model-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave-models-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, text: string, modified = new Date('2026-01-01T00:00:00Z')): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  await utimes(file, modified, modified);
}

describe('findModelFolders', () => {
  it('finds folders with a model_index.json, and a folder that is a model itself', async () => {
    await write('b/model_index.json', '{}');
    await write('a/model_index.json', '{}');
    await write('notes/readme.md', '');
    await write('.hidden/model_index.json', '{}');
    const inside = (name: string) => path.join(folder, name);
    expect(await findModelFolders([inside('none'), folder])).toEqual([inside('a'), inside('b')]);
    expect(await findModelFolders([inside('b'), folder])).toEqual([inside('b'), inside('a'), inside('b')]);
  });
});

describe('the hash of a model', () => {
  beforeEach(async () => {
    await write('model_index.json', '{}');
    await write('unet/model.onnx', 'weights');
  });

  it('stays when files are only touched or hidden ones added', async () => {
    const [hash, stamp] = [await computeModelHash(folder), await computeModelStamp(folder)];
    await write('.cache/x', 'y');
    expect(await computeModelStamp(folder)).toBe(stamp);
    await write('unet/model.onnx', 'weights', new Date('2026-02-02T00:00:00Z'));
    expect(await computeModelStamp(folder)).not.toBe(stamp);
    expect(await computeModelHash(folder)).toBe(hash);
  });

  it.each([
    ['changes', () => write('unet/model.onnx', 'weighty')],
    ['is added', () => write('unet/config.json', '{}')],
    ['is removed', () => rm(path.join(folder, 'unet/model.onnx'))],
    ['moves', () => rm(path.join(folder, 'unet'), { recursive: true }).then(() => write('vae/model.onnx', 'weights'))],
  ])('changes when a file %s', async (_, change) => {
    const [hash, stamp] = [await computeModelHash(folder), await computeModelStamp(folder)];
    await change();
    expect(await computeModelHash(folder)).not.toBe(hash);
    expect(await computeModelStamp(folder)).not.toBe(stamp);
  });
});
