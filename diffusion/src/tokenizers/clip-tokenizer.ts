import { createLibraryTokenizer } from './library-tokenizer.ts';
import type { PromptTokenizer } from './prompt-tokenizer.ts';
import type { JsonObject, TokenizerFiles } from './tokenizer-files.ts';
import { findMaxLength, findSpecialToken } from './tokenizer-files.ts';

const START_TOKEN = '<|startoftext|>';
const END_TOKEN = '<|endoftext|>';
const WORD_PATTERN = String.raw`<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`;

interface ClipParts {
  readonly startToken: string;
  readonly endToken: string;
  readonly unknownToken: string;
  readonly vocabulary: JsonObject;
  readonly merges: string;
}

/**
 * CLIP's byte-level byte-pair encoding from `vocab.json` and `merges.txt`, as `CLIPTokenizer` of transformers 5.
 *
 * Text is composed (NFC), runs of white space become one space, letters become small. A run takes a start token, words,
 * an end token, and the pad token up to `model_max_length` (77).
 */
export function createClipTokenizer(vocabulary: JsonObject, merges: string, files: TokenizerFiles): PromptTokenizer {
  const startToken = findSpecialToken(files, 'bos_token') ?? START_TOKEN;
  const endToken = findSpecialToken(files, 'eos_token') ?? END_TOKEN;
  const unknownToken = findSpecialToken(files, 'unk_token') ?? endToken;
  for (const token of [startToken, endToken, unknownToken]) {
    if (typeof vocabulary[token] !== 'number') throw new Error(`vocab.json has no "${token}".`);
  }
  const tokenizer = createLibraryTokenizer({
    description: describeTokenizer({ startToken, endToken, unknownToken, vocabulary, merges }),
    padToken: findSpecialToken(files, 'pad_token') ?? END_TOKEN,
    maxLength: findMaxLength(files),
  });
  // JavaScript lowers a capital sigma at the end of a word to ς; tokenizers lowers letter by letter, to σ.
  return { ...tokenizer, tokenize: (text) => tokenizer.tokenize(text.replaceAll('Σ', 'σ')) };
}

/** The same as `tokenizer.json` would say it. */
function describeTokenizer({ startToken, endToken, unknownToken, vocabulary, merges }: ClipParts): object {
  return {
    version: '1.0',
    added_tokens: [...new Set([startToken, endToken])].map((content) => describeSpecialToken(content, vocabulary)),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: WORD_PATTERN }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [endToken, vocabulary[endToken]!],
      cls: [startToken, vocabulary[startToken]!],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel' },
    model: {
      type: 'BPE',
      unk_token: unknownToken,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab: vocabulary,
      merges: parseMerges(merges),
    },
  };
}

function describeSpecialToken(content: string, vocabulary: JsonObject): JsonObject {
  return {
    id: vocabulary[content]!,
    content,
    special: true,
    normalized: false,
    lstrip: false,
    rstrip: false,
    single_word: false,
  };
}

/** The pairs of `merges.txt`, without its version line. */
function parseMerges(text: string): [string, string][] {
  const lines = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#version'));
  return lines.map((line, index) => {
    const [left, right, more] = line.split(' ');
    if (left === undefined || right === undefined || more !== undefined) {
      throw new Error(`merges.txt: merge ${index + 1} isn't two parts with a space between them.`);
    }
    return [left, right];
  });
}
