import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadNetwork, type Network } from './network.ts';
import { openTokenEmbeddings, TOKEN_VECTORS, TOKEN_VECTORS_MASK } from './open-token-embeddings.ts';

/** The ways in which exports look up their tokens; made by `make_token_tables.py` there. */
const folder = path.join(import.meta.dirname, '../../../workbench/reference-numbers/pipelines/fixtures/token-tables');
const width = 4;
const tokens = 77;
const ids = Array.from({ length: tokens }, (_, index) => index % 10);

async function load(file: string, model?: Uint8Array): Promise<Network> {
  return await loadNetwork({
    component: 'text_encoder',
    file,
    model,
    executionProvider: 'cpu',
    threads: 1,
    clock: () => 0,
  });
}

async function run(network: Network, given: ReadonlyMap<number, readonly number[]>) {
  const vectors = new Float32Array(tokens * width);
  for (const [index, vector] of given) vectors.set(vector, index * width);
  const { output } = await network.run(
    {
      input_ids: { data: ids, dims: [1, tokens] },
      [TOKEN_VECTORS]: { data: vectors, dims: [1, tokens, width] },
      [TOKEN_VECTORS_MASK]: { data: ids.map((_, index) => (given.has(index) ? 1 : 0)), dims: [1, tokens, 1] },
    },
    ['states'],
  );
  return [...output.data];
}

describe('openTokenEmbeddings', () => {
  it.each(['float32', 'float16', 'half-stored', 'external', 'dynamic-8-bit', 'static-8-bit'])(
    'takes vectors in place of rows of a table (%s)',
    async (name) => {
      const file = path.join(folder, `${name}.onnx`);
      const closed = await load(file);
      const before = await run(closed, new Map());
      const opened = await load(file, openTokenEmbeddings(await readFile(file)));
      expect(opened.inputs.map((input) => input.name)).toEqual(['input_ids', TOKEN_VECTORS, TOKEN_VECTORS_MASK]);
      expect(opened.inputs[1]!.shape[2]).toBe(width);
      expect(await run(opened, new Map())).toEqual(before);
      const vector = [1, -2, 0.5, 8];
      const after = await run(
        opened,
        new Map([
          [0, vector],
          [76, vector],
        ]),
      );
      // The network doubles what it has looked up.
      const doubled = vector.map((value) => value * 2);
      expect(after).toEqual([...doubled, ...before.slice(width, -width), ...doubled]);
      await closed.release();
      await opened.release();
    },
  );

  it.each([
    ['without-scale', '8-bit tables with a scale'],
    ['no-table', 'looks up no table'],
  ])('says why it cannot (%s)', async (name, message) => {
    const model = await readFile(path.join(folder, `${name}.onnx`));
    expect(() => openTokenEmbeddings(model)).toThrow(message);
  });

  it('opens a network once', async () => {
    const opened = openTokenEmbeddings(await readFile(path.join(folder, 'float32.onnx')));
    expect(() => openTokenEmbeddings(opened)).toThrow('already');
  });

  it('refuses damaged files by an error, never by hanging or by reading beyond the end', async () => {
    const model = await readFile(path.join(folder, 'float32.onnx'));
    for (let length = 0; length < model.length; length += 7) {
      expect(() => openTokenEmbeddings(model.subarray(0, length))).toThrow(/Download|Export/);
    }
    for (let at = 0; at < model.length; at += 1) {
      const damaged = Buffer.from(model);
      damaged[at] = damaged[at]! ^ 0xff;
      try {
        openTokenEmbeddings(damaged);
      } catch (error) {
        expect((error as Error).message).toMatch(/Download|Export|export/);
      }
    }
  });
});
