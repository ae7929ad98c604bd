import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadNetwork } from './network.ts';
import { parseOnnxGraph } from './onnx-graph.ts';
import { readOnnxOutline } from './read-onnx-outline.ts';

const fixtures = path.join(import.meta.dirname, '../../../workbench/reference-numbers/pipelines/fixtures');
const textEncoder = path.join(fixtures, 'tiny-stable-diffusion/text_encoder/model.onnx');
const scratch = await mkdtemp(path.join(tmpdir(), 'starweave-outline-'));

afterAll(() => rm(scratch, { recursive: true }));

async function run(file: string, model?: Uint8Array) {
  const network = await loadNetwork({
    ...{ component: 'text_encoder', file, model },
    ...{ executionProvider: 'cpu', threads: 1, clock: () => 0 },
  });
  const ids = Array.from({ length: 77 }, (_, index) => (index * 7) % 600);
  const { output } = await network.run({ input_ids: { data: ids, dims: [1, 77] } }, ['last_hidden_state']);
  await network.release();
  return output;
}

describe('readOnnxOutline', () => {
  it('is small, and computes what the file computes', async () => {
    const outline = await readOnnxOutline(textEncoder);
    // The table of 634 × 32 floats is the only tensor of 64 KiB.
    expect(outline.length).toBeLessThan((await stat(textEncoder)).size - 634 * 32 * 4 + 200);
    expect(await run(textEncoder, outline)).toEqual(await run(textEncoder));
    const [whole, part] = [parseOnnxGraph(await readFile(textEncoder)), parseOnnxGraph(outline)];
    expect(part.initializers).toEqual(whole.initializers);
    expect(part.nodes.map(({ operator, inputs, outputs }) => [operator, inputs, outputs])).toEqual(
      whole.nodes.map(({ operator, inputs, outputs }) => [operator, inputs, outputs]),
    );
  });

  it('leaves a file without large tensors as it is', async () => {
    const file = path.join(fixtures, 'token-tables/external.onnx');
    expect(Buffer.from(await readOnnxOutline(file))).toEqual(await readFile(file));
  });

  it('refuses files that are cut off or no ONNX model', async () => {
    const whole = await readFile(textEncoder);
    const file = path.join(scratch, 'model.onnx');
    for (const length of [whole.length - 1, 100_000, 5_000, 3]) {
      await writeFile(file, whole.subarray(0, length));
      await expect(readOnnxOutline(file)).rejects.toThrow('Download or export it again.');
    }
    await writeFile(file, 'no model at all');
    await expect(readOnnxOutline(file)).rejects.toThrow('Download or export it again.');
    await expect(readOnnxOutline(path.join(scratch, 'missing.onnx'))).rejects.toThrow('ENOENT');
  });
});
