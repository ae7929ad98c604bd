import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { loadNetwork, type Network } from '../onnx/network.ts';
import { openTokenEmbeddings } from '../onnx/open-token-embeddings.ts';
import { padPrompts } from '../prompts/encoded-prompt.ts';
import { readPrompt } from '../prompts/read-prompt.ts';
import {
  createReadOptions,
  promptCases,
  promptEncoderFile,
  type ReferenceStates,
  referenceEmbeddings,
} from '../prompts/test-prompt-cases.ts';
import { encodePrompt } from './encode-prompt.ts';

const options = {
  component: 'text_encoder',
  file: promptEncoderFile,
  executionProvider: 'cpu',
  threads: 1,
  clock: () => 0,
};
const network: Network = await loadNetwork(options);
const opened: Network = await loadNetwork({ ...options, model: openTokenEmbeddings(readFileSync(promptEncoderFile)) });
const wanted = { hidden: 'last_hidden_state', pooled: 'pooler_output' };
const sane = promptCases.cases.filter(({ chunks }) => chunks.every(({ states }) => states !== undefined));

afterAll(async () => {
  await network.release();
  await opened.release();
});

function computeNorm(values: Iterable<number>): number {
  return Math.sqrt([...values].reduce((sum, value) => sum + value * value, 0));
}

/** The largest error in any of what the reference says, relative to the states' norm. */
function computeError(states: Float32Array, reference: ReferenceStates, tokens: number): number {
  const width = states.length / tokens;
  const project = (wave: (index: number) => number) =>
    states.reduce((sum, value, index) => sum + value * wave(index), 0);
  const errors = Object.entries(reference.vectors).map(([token, vector]) => {
    const ours = states.subarray(Number(token) * width, (Number(token) + 1) * width);
    return computeNorm(ours.map((value, index) => value - vector[index]!)) / computeNorm(vector);
  });
  const cosine = project((index) => Math.cos(0.7 * index)) - reference.cosine;
  const sine = project((index) => Math.sin(0.3 * index)) - reference.sine;
  const norm = computeNorm(states) - reference.norm;
  return Math.max(...errors, ...[cosine, sine, norm].map((error) => Math.abs(error) / reference.norm));
}

describe('encodePrompt', () => {
  it.each(sane)('gives the states of $prompt ($emphasis) as AUTOMATIC1111 does', async (reference) => {
    const { encoded } = readPrompt(reference.prompt, createReadOptions({ emphasis: reference.emphasis }));
    const { hidden } = await encodePrompt(network, encoded, wanted);
    expect(hidden.dims).toEqual([1, reference.chunks.length * 77, 32]);
    for (const [index, { states }] of reference.chunks.entries()) {
      const chunk = hidden.data.subarray(index * 77 * 32, (index + 1) * 77 * 32);
      expect(computeError(chunk, states!, 77)).toBeLessThan(1e-5);
    }
  });

  it.each(promptCases.inversion_cases)('gives the states of $prompt with textual inversions', async (reference) => {
    const { encoded } = readPrompt(reference.prompt, createReadOptions({ embeddings: referenceEmbeddings }));
    const { hidden } = await encodePrompt(opened, encoded, wanted);
    for (const [index, { states }] of reference.chunks.entries()) {
      const chunk = hidden.data.subarray(index * 77 * 32, (index + 1) * 77 * 32);
      expect(computeError(chunk, states!, 77)).toBeLessThan(1e-5);
    }
  });

  it('would see a weight that is a little wrong', async () => {
    const reference = sane.find(({ prompt }) => prompt === 'a (red:1.3) sun')!;
    const { encoded } = readPrompt('a (red:1.301) sun', createReadOptions());
    const { hidden } = await encodePrompt(network, encoded, wanted);
    expect(computeError(hidden.data, reference.chunks[0]!.states!, 77)).toBeGreaterThan(1e-5);
  });

  it('takes the pooled vector of the first chunk, without its weights', async () => {
    const pooledOf = async (prompt: string) =>
      (await encodePrompt(network, readPrompt(prompt, createReadOptions()).encoded, wanted)).pooled;
    expect(await pooledOf('(the sun:1.4) BREAK the sea')).toEqual(await pooledOf('the sun'));
  });

  it('pads with chunks without words', async () => {
    const [long, short] = ['sun BREAK sea BREAK fog', 'moon'].map(
      (text) => readPrompt(text, createReadOptions()).encoded,
    );
    const [, padded] = padPrompts([long!, short!]);
    const { hidden } = await encodePrompt(network, padded!, wanted);
    const empty = await encodePrompt(network, readPrompt('', createReadOptions()).encoded, wanted);
    const moon = await encodePrompt(network, short!, wanted);
    const expected = [moon, empty, empty].flatMap((text) => [...text.hidden.data]);
    expect([...hidden.data]).toEqual(expected);
  });

  it('names an output that is not there', async () => {
    const { encoded } = readPrompt('sun', createReadOptions());
    await expect(encodePrompt(network, encoded, { hidden: 'hidden_states.9' })).rejects.toThrow('hidden_states.9');
  });
});
