import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTokenizer } from './create-tokenizer.ts';
import { frameTokens, type PromptTokenizer } from './prompt-tokenizer.ts';
import type { JsonObject, TokenizerFiles } from './tokenizer-files.ts';

interface TextCase {
  readonly text: string;
  readonly ids: readonly number[];
}

/** Token ids by Python's transformers and tokenizers; made by `make_tokenizer_cases.py` there. */
const fixtures = path.join(import.meta.dirname, '../../../workbench/reference-numbers/pipelines/fixtures');
const reference = JSON.parse(readFileSync(path.join(fixtures, 'tokenizer-cases.json'), 'utf8')) as {
  readonly clip: readonly TextCase[];
  readonly word_level: readonly { kind: string; tokenizer: JsonObject; cases: readonly TextCase[] }[];
};
const clipFolder = path.join(fixtures, 'tiny-stable-diffusion/tokenizer');
const noFiles: TokenizerFiles = {
  tokenizer: undefined,
  config: undefined,
  specialTokens: undefined,
  vocabulary: undefined,
  merges: undefined,
};
const clipFiles: TokenizerFiles = {
  ...noFiles,
  config: JSON.parse(readFileSync(path.join(clipFolder, 'tokenizer_config.json'), 'utf8')),
  vocabulary: JSON.parse(readFileSync(path.join(clipFolder, 'vocab.json'), 'utf8')),
  merges: readFileSync(path.join(clipFolder, 'merges.txt'), 'utf8'),
};

const encode = (tokenizer: PromptTokenizer, text: string) => frameTokens(tokenizer.tokenize(text), tokenizer.frame);

describe('CLIP', () => {
  const tokenizer = createTokenizer(clipFiles);

  it.each(reference.clip)('reads $text as transformers does', ({ text, ids }) => {
    expect(encode(tokenizer, text).ids).toEqual(ids);
  });

  it('gives all tokens of a long text', () => {
    expect(tokenizer.tokenize('moon '.repeat(100))).toHaveLength(100 * tokenizer.tokenize('moon').length);
  });

  it('knows its comma, and that it may read in chunks', () => {
    expect(tokenizer.tokenize('moon, sun').includes(tokenizer.commaId!)).toBe(true);
    expect(tokenizer.readsChunks).toBe(true);
  });

  it('marks padding', () => {
    const { ids, attentionMask } = encode(tokenizer, '');
    expect(attentionMask).toEqual([1, 1, ...new Array(ids.length - 2).fill(0)]);
  });

  it('pads with the pad token that the files name, as Stable Diffusion 2 does with "!"', () => {
    const config = { ...clipFiles.config, pad_token: { content: '!' } };
    const ids = encode(createTokenizer({ ...clipFiles, config }), '').ids;
    expect(ids.slice(2)).toEqual(new Array(75).fill(clipFiles.vocabulary?.['!']));
  });

  it('knows every word', () => {
    expect(tokenizer.findUnknownWords('zebra 斑馬')).toEqual([]);
  });

  it('takes lone surrogates for unreadable characters', () => {
    expect(tokenizer.tokenize('\ud83d')).toEqual(tokenizer.tokenize('\ufffd'));
  });
});

describe.each(reference.word_level)('a word for a token ($kind)', ({ tokenizer: description, cases }) => {
  const tokenizer = createTokenizer({ ...noFiles, tokenizer: description });

  it.each(cases)('reads $text as tokenizers does', ({ text, ids }) => {
    expect(encode(tokenizer, text).ids).toEqual(ids);
  });

  it('tells which words it does not know', () => {
    expect(tokenizer.findUnknownWords('A red zebra under a Blue zebra')).toEqual(['zebra', 'blue']);
  });
});

describe('createTokenizer', () => {
  it.each([
    ['nothing there', noFiles, 'It needs tokenizer.json, or vocab.json and merges.txt.'],
    ['no start token', { ...clipFiles, vocabulary: { a: 0 } }, '<|startoftext|>'],
    ['merges without pairs', { ...clipFiles, merges: '#version: 0.2\nabc\n' }, 'merge 1'],
    ['no vocabulary', { ...noFiles, tokenizer: { model: { type: 'WordLevel', unk_token: '<unk>' } } }, 'no vocabulary'],
    [
      'an unknown normalizer',
      { ...noFiles, tokenizer: { ...reference.word_level[0]!.tokenizer, normalizer: { type: 'Rot13' } } },
      'Rot13',
    ],
  ])('says what is wrong with %s', (_, files, message) => {
    expect(() => createTokenizer(files)).toThrow(message);
  });
});
