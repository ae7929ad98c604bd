import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nameOutputFiles, verifyWritable } from './picture-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave pictures '));
});
afterEach(async () => rm(folder, { recursive: true }));

describe('nameOutputFiles', () => {
  it('keeps the name for one picture and numbers several', () => {
    expect(nameOutputFiles('/a/dog.webp', 1)).toEqual(['/a/dog.webp']);
    expect(nameOutputFiles(path.join('a', 'dog.webp'), 2)).toEqual([
      path.join('a', 'dog-1.webp'),
      path.join('a', 'dog-2.webp'),
    ]);
  });
});

describe('verifyWritable', () => {
  it('accepts a new file in a folder that exists', async () => {
    await expect(verifyWritable(path.join(folder, 'x.png'))).resolves.toBeUndefined();
  });

  it('refuses a missing folder and a folder in place of a file', async () => {
    await expect(verifyWritable(path.join(folder, 'missing', 'x.png'))).rejects.toThrow(/doesn't exist/);
    await expect(verifyWritable(folder)).rejects.toThrow(/is a folder/);
  });
});
