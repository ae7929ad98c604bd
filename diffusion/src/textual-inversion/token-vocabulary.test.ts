import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { TextualInversionError } from '../errors.ts';
import { loadNetworkSet, type NetworkSet } from '../onnx/network-set.ts';
import { writeTensors } from './test-safetensors.ts';
import { TokenVocabulary } from './token-vocabulary.ts';

/** Look-ups of vectors with 4 numbers; made by `make_token_tables.py` there. */
const tables = path.join(import.meta.dirname, '../../../workbench/reference-numbers/pipelines/fixtures/token-tables');
const scratch = await mkdtemp(path.join(tmpdir(), 'starweave-inversions-'));
const opened: NetworkSet[] = [];

afterEach(async () => {
  for (const networks of opened.splice(0)) await networks.release();
});
afterAll(() => rm(scratch, { recursive: true }));

/** A vocabulary for a model with these tables as text encoders. */
async function createVocabulary(encoders: Readonly<Record<string, string>>): Promise<TokenVocabulary> {
  const networks = await loadNetworkSet({
    components: [],
    files: new Map(Object.entries(encoders).map(([name, table]) => [name, path.join(tables, `${table}.onnx`)])),
    executionProviders: ['cpu'],
    threads: 1,
    clock: () => 0,
    signal: undefined,
    createError: ({ reason, cause }) => new Error(reason, { cause }),
  });
  opened.push(networks);
  const { get, change } = networks;
  return new TokenVocabulary({ name: 'Tables', textEncoders: Object.keys(encoders), get, change });
}

const one = { text_encoder: 'float32' };
const two = { text_encoder: 'float32', text_encoder_2: 'float16' };
const single = (width: number, count = 1) => writeTensors({ '<x>': { dims: [count, width], value: 1 } });
const pair = (first: number, second: number) =>
  writeTensors({ clip_l: { dims: [2, first], value: 1 }, clip_g: { dims: [2, second], value: 2 } });

describe('a vocabulary of one text encoder', () => {
  it('learns words, lists them, and forgets them', async () => {
    const vocabulary = await createVocabulary(one);
    expect(await vocabulary.load({ bytes: single(4, 3) })).toEqual({ token: '<x>', vectors: 3 });
    expect(await vocabulary.load({ bytes: single(4), token: 'Moon Style' })).toEqual({
      token: 'Moon Style',
      vectors: 1,
    });
    expect(vocabulary.list()).toEqual([
      { token: '<x>', vectors: 3 },
      { token: 'Moon Style', vectors: 1 },
    ]);
    const vector = Float32Array.of(1, 1, 1, 1);
    expect(vocabulary.listEmbeddings('text_encoder')).toEqual([
      { token: '<x>', vectors: [vector, vector, vector] },
      { token: 'Moon Style', vectors: [vector] },
    ]);
    vocabulary.unload('MOON style');
    expect(vocabulary.list()).toEqual([{ token: '<x>', vectors: 3 }]);
    expect(() => vocabulary.unload('moon style')).toThrow('No textual inversion "moon style" is loaded, only "<x>".');
  });

  it.each([
    ['Stable Diffusion 2', single(1024), 'width 1024 (as Stable Diffusion 2), but Tables reads vectors of width 4.'],
    ['Stable Diffusion XL', pair(768, 1280), 'width 768 and 1280 (as Stable Diffusion XL)'],
    ['a pair whose first half would fit', pair(4, 8), 'width 4 and 8, but Tables reads vectors of width 4.'],
  ])('refuses what was trained for %s', async (_, bytes, message) => {
    const vocabulary = await createVocabulary(one);
    const loading = vocabulary.load({ bytes, token: 'x' });
    await expect(loading).rejects.toThrow(TextualInversionError);
    await expect(loading).rejects.toThrow(message);
    expect(vocabulary.list()).toEqual([]);
  });

  it.each(['', ' x', 'x\n', 'a\tb', 'x'.repeat(101), '\u2028x'])('refuses the token %j', async (token) => {
    const vocabulary = await createVocabulary(one);
    await expect(vocabulary.load({ bytes: single(4), token })).rejects.toThrow("can't be used");
  });

  it('wants a token where the file has none, and none twice', async () => {
    const vocabulary = await createVocabulary(one);
    const bytes = writeTensors({ emb_params: { dims: [1, 4], value: 1 } });
    await expect(vocabulary.load({ bytes })).rejects.toThrow('Give a token');
    await vocabulary.load({ bytes, token: 'x' });
    await expect(vocabulary.load({ bytes, token: 'X' })).rejects.toThrow('loaded already');
  });

  it('says which file it could not read', async () => {
    const vocabulary = await createVocabulary(one);
    const missing = path.join(scratch, 'missing.safetensors');
    await expect(vocabulary.load({ path: missing })).rejects.toThrow(missing);
    const huge = path.join(scratch, 'huge.safetensors');
    await writeFile(huge, '');
    await truncate(huge, 17 * 2 ** 20);
    await expect(vocabulary.load({ path: huge })).rejects.toThrow('at most 16777216');
    const broken = path.join(scratch, 'broken.safetensors');
    await writeFile(broken, single(4).subarray(0, 40));
    await expect(vocabulary.load({ path: broken })).rejects.toThrow(broken);
  });

  it.each(['without-scale', 'no-table'])('says why a text encoder takes none (%s)', async (table) => {
    const vocabulary = await createVocabulary({ text_encoder: table });
    const loading = vocabulary.load({ bytes: single(4) });
    await expect(loading).rejects.toThrow(TextualInversionError);
    await expect(loading).rejects.toThrow("The text_encoder of Tables can't take textual inversions.");
  });
});

describe('a vocabulary of two text encoders', () => {
  it('learns a pair, each half for its encoder', async () => {
    const vocabulary = await createVocabulary(two);
    expect(await vocabulary.load({ bytes: pair(4, 4), token: 'x' })).toEqual({ token: 'x', vectors: 2 });
    expect(vocabulary.listEmbeddings('text_encoder')[0]!.vectors[0]).toEqual(Float32Array.of(1, 1, 1, 1));
    expect(vocabulary.listEmbeddings('text_encoder_2')[0]!.vectors[1]).toEqual(Float32Array.of(2, 2, 2, 2));
  });

  it('refuses a single tensor, and a pair of other widths', async () => {
    const vocabulary = await createVocabulary(two);
    await expect(vocabulary.load({ bytes: single(768) })).rejects.toThrow(
      'width 768 (as Stable Diffusion 1), but Tables reads vectors of width 4 and 4.',
    );
    await expect(vocabulary.load({ bytes: pair(4, 8), token: 'x' })).rejects.toThrow('width 4 and 8');
  });

  it('takes the second half alone for a model without the first encoder', async () => {
    const vocabulary = await createVocabulary({ text_encoder_2: 'float32' });
    await vocabulary.load({ bytes: pair(8, 4), token: 'x' });
    expect(vocabulary.listEmbeddings('text_encoder_2')[0]!.vectors[0]).toEqual(Float32Array.of(2, 2, 2, 2));
  });
});
