import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyTinyModel, removeModelCopies } from '../model-folder/test-model-folder.ts';
import { loadNetwork, type Network } from './network.ts';

const feeds = { input_ids: { data: [3, 1, 4, 1], dims: [1, 4] } };

let network: Network;

beforeAll(async () => {
  network = await loadNetwork({
    component: 'text_encoder',
    file: path.join(await copyTinyModel({}), 'text_encoder/model.onnx'),
    executionProvider: 'cpu',
    threads: 1,
    clock: () => 0,
  });
});

afterAll(async () => {
  await network.release();
  await removeModelCopies();
});

describe('run', () => {
  it('gives all wanted outputs by name, the first of them as `output`', async () => {
    const { output, outputs } = await network.run(feeds, ['pooler_output', 'last_hidden_state']);
    expect(Object.keys(outputs)).toEqual(['pooler_output', 'last_hidden_state']);
    expect(outputs.last_hidden_state!.dims).toEqual([1, 4, 32]);
    expect(outputs.pooler_output!.dims).toEqual([1, 32]);
    expect(output).toBe(outputs.pooler_output);
    // CLIP pools by taking the state of one token: each pooled number is in the states as well.
    const states = new Set(outputs.last_hidden_state!.data);
    expect([...outputs.pooler_output!.data].every((value) => states.has(value))).toBe(true);
  });

  it('leaves out names that the network does not have', async () => {
    const { outputs } = await network.run(feeds, ['text_embeds', 'last_hidden_state']);
    expect(Object.keys(outputs)).toEqual(['last_hidden_state']);
  });

  it('takes the first output where none of the names is there', async () => {
    expect(Object.keys((await network.run(feeds, ['sample'])).outputs)).toEqual(['last_hidden_state']);
  });

  it('says which input is missing', async () => {
    await expect(network.run({ sample: feeds.input_ids }, [])).rejects.toThrow('"input_ids"');
  });
});
