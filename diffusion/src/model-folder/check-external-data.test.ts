import { copyFile, mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findExternalDataProblem } from './check-external-data.ts';

const fixtures = path.join(import.meta.dirname, '../../../workbench/reference-numbers/pipelines/fixtures');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave-external-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('findExternalDataProblem', () => {
  it('finds none where the weights are in the file', async () => {
    await expect(findExternalDataProblem(path.join(fixtures, 'tiny-stable-diffusion/unet/model.onnx'))).resolves.toBe(
      undefined,
    );
  });

  it('names a file of weights that is missing, or cut off', async () => {
    const file = path.join(folder, 'external.onnx');
    const weights = path.join(folder, 'weights.bin');
    await copyFile(path.join(fixtures, 'token-tables/external.onnx'), file);
    await expect(findExternalDataProblem(file)).resolves.toMatch(/weights\.bin, which is missing/);
    await copyFile(path.join(fixtures, 'token-tables/weights.bin'), weights);
    await expect(findExternalDataProblem(file)).resolves.toBeUndefined();
    const { size } = await stat(weights);
    await truncate(weights, size - 1);
    await expect(findExternalDataProblem(file)).resolves.toMatch(
      new RegExp(`weights\\.bin, which is cut off: ${size - 1} bytes are there, at least ${size}`),
    );
  });
});
