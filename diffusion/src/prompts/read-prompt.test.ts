import { describe, expect, it } from 'vitest';
import { InvalidSettingsError } from '../errors.ts';
import { createTokenizer } from '../tokenizers/create-tokenizer.ts';
import type { PromptChunk } from './encoded-prompt.ts';
import { readPrompt } from './read-prompt.ts';
import { createReadOptions, createReferenceTokenizer, promptCases, referenceEmbeddings } from './test-prompt-cases.ts';

const { start, end, cases, inversion_cases } = promptCases;
const sane = cases.filter(({ chunks }) => chunks.every(({ states }) => states !== undefined));

/** A chunk without what stands around it, as the reference has it. */
function unframe({ ids, weights, vectors }: PromptChunk, length: number) {
  expect([ids.length, ids[0]]).toEqual([77, start]);
  expect(ids.slice(length + 1)).toEqual(new Array(76 - length).fill(end));
  expect([weights[0], ...weights.slice(length + 1)]).toEqual(new Array(77 - length).fill(1));
  return {
    ids: ids.slice(1, length + 1),
    weights: weights.slice(1, length + 1),
    vectors: vectors.map(({ index, vector }) => [index - 1, vector]),
  };
}

describe('readPrompt', () => {
  it.each([...sane, ...inversion_cases])('cuts $prompt ($emphasis) into the same chunks', (reference) => {
    const embeddings = inversion_cases.includes(reference) ? referenceEmbeddings : [];
    const { encoded, words } = readPrompt(
      reference.prompt,
      createReadOptions({ emphasis: reference.emphasis, embeddings }),
    );
    expect(words.truncated).toBe(false);
    expect(encoded.chunks).toHaveLength(reference.chunks.length);
    for (const [index, chunk] of reference.chunks.entries()) {
      const vectorOf = (token: string, row: number) =>
        embeddings.find((embedding) => embedding.token === token)!.vectors[row];
      expect(unframe(encoded.chunks[index]!, chunk.ids.length)).toEqual({
        ids: chunk.ids,
        weights: chunk.weights ?? new Array(chunk.ids.length).fill(1),
        vectors: (chunk.vectors ?? []).map(([at, token, row]) => [at, vectorOf(token, row)]),
      });
    }
  });

  it.each(['a (red:100.1) sun', '((red:-50):50)', `(red:${'9'.repeat(400)})`])('refuses %s', (prompt) => {
    expect(() => readPrompt(prompt, createReadOptions({ field: 'negativePrompt' }))).toThrow(InvalidSettingsError);
    expect(() => readPrompt(prompt, createReadOptions())).toThrow('from −100 to 100');
  });

  it('names the setting whose number is no number', () => {
    const read = () => readPrompt('(a:1.2.3)', createReadOptions({ field: 'negativePrompt' }));
    expect(read).toThrow(expect.objectContaining({ field: 'negativePrompt', code: 'settings-invalid' }));
    expect(read).toThrow('"1.2.3"');
  });

  it('refuses a textual inversion that fits into no chunk', () => {
    const tokenizer = createReferenceTokenizer();
    const small = { ...tokenizer, frame: { ...tokenizer.frame, maxLength: 4 } };
    const read = (prompt: string) =>
      readPrompt(prompt, createReadOptions({ tokenizer: small, embeddings: referenceEmbeddings }));
    expect(read('<starry> moon sun').encoded.chunks.length).toBeGreaterThan(1);
    expect(() => read('trio')).toThrow('3 vectors, but this model reads 2 tokens at once');
  });

  it('refuses more than 32 chunks', () => {
    expect(readPrompt('a BREAK '.repeat(31), createReadOptions()).encoded.chunks).toHaveLength(31);
    expect(() => readPrompt('a BREAK '.repeat(33), createReadOptions())).toThrow('33 chunks');
  });
});

describe('readPrompt of a plain prompt', () => {
  const tokenizer = createReferenceTokenizer();

  it('means brackets, numbers and BREAK literally', () => {
    const prompt = 'a (red:1.3) sun [low] BREAK';
    const { chunks } = readPrompt(prompt, createReadOptions({ syntax: 'plain' })).encoded;
    expect(chunks).toHaveLength(1);
    const ids = tokenizer.tokenize(prompt);
    expect(chunks[0]!.ids.slice(1, ids.length + 1)).toEqual(ids);
    expect(new Set(chunks[0]!.weights)).toEqual(new Set([1]));
  });

  it('reads 75 tokens, and says when there are more', () => {
    const options = createReadOptions({ syntax: 'plain' });
    const { encoded, words } = readPrompt('moon '.repeat(100), options);
    expect([encoded.chunks.length, encoded.chunks[0]!.ids.length, words.truncated]).toEqual([1, 77, true]);
    expect(readPrompt('moon', options).words.truncated).toBe(false);
  });

  it('is what a U-Net without room for chunks gets, with weights', () => {
    const { encoded, words } = readPrompt(`(moon:1.2)${' sun'.repeat(200)}`, createReadOptions({ takesChunks: false }));
    expect([encoded.chunks.length, words.truncated]).toEqual([1, true]);
    expect(encoded.chunks[0]!.weights.slice(0, 3)).toEqual([1, 1.2, 1]);
  });
});

describe('readPrompt for a vocabulary of words', () => {
  const vocab = { '<pad>': 0, '<unk>': 1, '<s>': 2, a: 3, red: 4, boat: 5, sun: 6, ',': 7 };
  const tokenizer = createTokenizer({
    tokenizer: {
      normalizer: { type: 'Lowercase' },
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [{ type: 'WhitespaceSplit' }, { type: 'Punctuation', behavior: 'Isolated' }],
      },
      post_processor: {
        type: 'TemplateProcessing',
        single: [{ SpecialToken: { id: '<s>' } }, { Sequence: { id: 'A' } }],
      },
      model: { type: 'WordLevel', unk_token: '<unk>', vocab },
    },
    config: { pad_token: '<pad>', model_max_length: 10 },
    specialTokens: undefined,
    vocabulary: undefined,
    merges: undefined,
  });
  const synonyms = new Map([
    ['crimson', 'red'],
    ['ship', 'boat'],
  ]);
  const read = (prompt: string) => readPrompt(prompt, createReadOptions({ tokenizer, synonyms }));

  it('weighs words, and takes no bracket for an unknown word', () => {
    const { encoded, words } = read('a ((red:1.3)) [boat] BREAK (zebra:0.5)');
    expect(words).toEqual({ unknown: ['zebra'], replaced: [], truncated: false });
    expect(encoded.chunks).toEqual([
      {
        ids: [2, 3, 4, 5, 1, 0, 0, 0, 0, 0],
        attentionMask: [1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
        weights: [1, 1, 1.3 * 1.1, 1 / 1.1, 0.5, 1, 1, 1, 1, 1],
        vectors: [],
      },
    ]);
  });

  it('reads synonyms as the words that they stand for, and says so', () => {
    const { words, encoded } = read('a Crimson ship, crimson sun!');
    expect(words).toEqual({
      unknown: [],
      replaced: [
        { from: 'crimson', to: 'red' },
        { from: 'ship', to: 'boat' },
      ],
      truncated: false,
    });
    expect(encoded.chunks).toEqual(read('a red boat, red sun!').encoded.chunks);
  });

  it('replaces whole words only, and misses no function words', () => {
    expect(read('and shipyard, but together with it!').words.unknown).toEqual(['shipyard']);
  });

  it('leaves out what is beyond its length', () => {
    expect(read('red '.repeat(9)).words.truncated).toBe(false);
    expect(read('red '.repeat(10)).words.truncated).toBe(true);
  });

  it('knows the tokens of textual inversions', () => {
    const vector = Float32Array.of(1, 2);
    const options = createReadOptions({ tokenizer, embeddings: [{ token: 'zebra', vectors: [vector] }] });
    const { encoded, words } = readPrompt('a (zebra:1.5)', options);
    expect(words.unknown).toEqual([]);
    expect(encoded.chunks[0]!.vectors).toEqual([{ index: 2, vector }]);
    expect(encoded.chunks[0]!.weights[2]).toBe(1.5);
  });
});
