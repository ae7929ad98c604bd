import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BrokenModelFileError } from '../errors.ts';
import { createFolder } from '../readers/test-data-folder.ts';
import type { ModelArray, Scorer } from '../scorers/scorer.ts';
import { openModelFile, readModelFacts, saveModel } from './model-file.ts';

const arrays = new Map<string, ModelArray>([
  ['bytes', { shape: [3], values: Uint8Array.of(1, 2, 255) }],
  ['halves', { shape: [1, 2], values: Float16Array.of(0.5, -2) }],
  ['factors', { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6.5) }],
  ['empty', { shape: [0, 8], values: new Float32Array(0) }],
  ['means', { shape: [2], values: Float64Array.of(Math.PI, -0.1) }],
  ['indexes', { shape: [2], values: Uint32Array.of(7, 2 ** 32 - 1) }],
  ['signed', { shape: [1], values: Int32Array.of(-5) }],
]);
const dataHash = 'ab'.repeat(32);
const scorer = {
  id: 'svd-biased',
  parameters: { factors: 3, variant: 'basic' },
  dataHash,
  toModelFile: () => ({ arrays, metadata: { mean: '3.5' } }),
} as unknown as Scorer;

async function saveOne(): Promise<string> {
  const file = path.join(createFolder(), 'model.safetensors');
  await saveModel(scorer, file);
  return file;
}

describe('saveModel and openModelFile', () => {
  it('gives back the arrays in shared buffers of their own, the facts and the metadata', async () => {
    const opened = await openModelFile(await saveOne(), dataHash);
    expect(opened).toMatchObject({ scorer: 'svd-biased', parameters: { factors: 3, variant: 'basic' }, dataHash });
    expect(opened.content.metadata).toEqual({ mean: '3.5' });
    expect(new Map([...opened.content.arrays].sort())).toEqual(new Map([...arrays].sort()));
    for (const { values } of opened.content.arrays.values()) {
      expect(values.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(values.buffer.byteLength).toBe(values.byteLength);
    }
  });

  it('is laid out as the safetensors format says', async () => {
    const file = await saveOne();
    const bytes = readFileSync(file);
    const headerLength = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, 8 + headerLength).toString());
    expect((8 + headerLength) % 8).toBe(0);
    const { __metadata__: metadata, ...tensors } = header;
    expect(Object.values(metadata).every((value) => typeof value === 'string')).toBe(true);
    const { dtype, shape, data_offsets: offsets } = tensors.factors;
    expect([dtype, shape, offsets[1] - offsets[0]]).toEqual(['F32', [2, 3], 24]);
    expect(bytes.readFloatLE(8 + headerLength + offsets[0] + 20)).toBe(6.5);
    const ends = Object.values(tensors).map((tensor) => (tensor as { data_offsets: number[] }).data_offsets[1]!);
    expect(8 + headerLength + Math.max(...ends)).toBe(bytes.length);
  });

  it('tells the facts without reading the arrays, also when those are gone', async () => {
    const file = await saveOne();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, 8 + Number(bytes.readBigUInt64LE(0))));
    expect(await readModelFacts(file)).toMatchObject({ scorer: 'svd-biased', dataHash });
  });

  it('tells what was noted and which arrays there are, by the header', async () => {
    const file = path.join(createFolder(), 'model.safetensors');
    await saveModel(scorer, file, { 'fit-ms': '12', seed: '7' });
    const facts = await readModelFacts(file);
    expect(facts.notes).toEqual({ 'fit-ms': '12', seed: '7' });
    expect(facts.sizeBytes).toBe(readFileSync(file).length);
    const listed = facts.arrays.map(({ name, type, shape, sizeBytes }) => [name, [type, shape, sizeBytes]]);
    const types = {
      bytes: 'U8',
      halves: 'F16',
      factors: 'F32',
      empty: 'F32',
      means: 'F64',
      indexes: 'U32',
      signed: 'I32',
    };
    const expected = [...arrays].map(([name, { shape, values }]) => {
      return [name, [types[name as keyof typeof types], shape, values.byteLength]];
    });
    expect(new Map(listed as [string, unknown][])).toEqual(new Map(expected as [string, unknown][]));
    // Notes are no part of the model: it opens as it did without them.
    expect((await openModelFile(file, dataHash)).content.metadata).toEqual({ mean: '3.5' });
  });

  it('replaces an older file and leaves nothing beside it', async () => {
    const file = await saveOne();
    await saveModel({ ...scorer, dataHash: 'cd'.repeat(32) }, file);
    expect((await openModelFile(file)).dataHash).toBe('cd'.repeat(32));
    expect(readdirSync(path.dirname(file))).toEqual(['model.safetensors']);
  });

  it.each([
    ['cut off in its arrays', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1), 'is cut off in'],
    ['cut off in its header', (bytes: Buffer) => bytes.subarray(0, 40), 'is cut off in its header'],
    ['empty', () => Buffer.alloc(0), 'too short'],
    ['too long', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1)]), 'longer than its arrays'],
    ['damaged', (bytes: Buffer) => bytes.fill(9, bytes.length - 2), 'checksum'],
    ['something else', () => Buffer.from('a pickle, perhaps, or an LFS pointer'), "isn't a safetensors file"],
    [
      'of another version',
      (bytes: Buffer) => rewrite(bytes, '"starweave.version":"1"', '"starweave.version":"9"'),
      'version 9',
    ],
    [
      'of no version',
      (bytes: Buffer) => rewrite(bytes, '"starweave.version"', '"starweave.tension"'),
      'no version of ours',
    ],
    [
      'with a wrong shape',
      (bytes: Buffer) => rewrite(bytes, '"shape":[2,3]', '"shape":[2,4]'),
      "doesn't fill its place",
    ],
    ['with negative sizes', (bytes: Buffer) => rewrite(bytes, '"shape":[0,8]', '"shape":[ -1]'), "can't be read"],
  ])('refuses a file that is %s', async (_, change, message) => {
    const file = await saveOne();
    writeFileSync(file, change(readFileSync(file)));
    await expect(openModelFile(file, dataHash)).rejects.toThrow(BrokenModelFileError);
    await expect(openModelFile(file, dataHash)).rejects.toThrow(message);
  });

  it('refuses other ratings and a missing file', async () => {
    await expect(openModelFile(await saveOne(), 'ff'.repeat(32))).rejects.toThrow('was fitted on other ratings');
    await expect(openModelFile('/nowhere/model.safetensors')).rejects.toThrow("can't be opened");
    await expect(readModelFacts('/nowhere/model.safetensors')).rejects.toThrow(BrokenModelFileError);
  });
});

function rewrite(bytes: Buffer, from: string, to: string): Buffer {
  expect(from.length).toBe(to.length);
  const at = bytes.indexOf(from);
  expect(at).toBeGreaterThan(0);
  const copy = Buffer.from(bytes);
  copy.write(to, at);
  return copy;
}
