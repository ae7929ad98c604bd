import { isObject, type Json } from './tokenizer-files.ts';

/** Changes a text before it is cut into words. */
export type Normalizer = (text: string) => string;
/** Cuts a text into words. */
export type PreTokenizer = (text: string) => string[];

const WHITE_SPACE = /\p{White_Space}+/u;
const WORDS =
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu;
const PUNCTUATION_ALONE = /[\p{P}!-/:-@[-`{-~]|[^\p{P}!-/:-@[-`{-~]+/gu;

const normalizers: Readonly<Record<string, Normalizer>> = {
  // JavaScript lowers a capital sigma at the end of a word to ς; tokenizers lowers letter by letter, to σ.
  Lowercase: (text) => text.replaceAll('Σ', 'σ').toLowerCase(),
  NFC: (text) => text.normalize('NFC'),
  NFD: (text) => text.normalize('NFD'),
  NFKC: (text) => text.normalize('NFKC'),
  NFKD: (text) => text.normalize('NFKD'),
  StripAccents: (text) => text.replace(/\p{M}/gu, ''),
  Strip: (text) => text.trim(),
};

const preTokenizers: Readonly<Record<string, PreTokenizer>> = {
  Whitespace: (text) => text.match(WORDS) ?? [],
  WhitespaceSplit: splitAtWhiteSpace,
  Punctuation: (text) => text.match(PUNCTUATION_ALONE) ?? [],
  BertPreTokenizer: (text) => splitAtWhiteSpace(text).flatMap((word) => word.match(PUNCTUATION_ALONE) ?? []),
};

/** The normalizer that `tokenizer.json` describes; throws for one that isn't here. */
export function createNormalizer(description: Json): Normalizer {
  if (description === null) return (text) => text;
  const type = typeOf(description);
  if (type === 'Sequence') {
    const steps = listOf(description, 'normalizers').map(createNormalizer);
    return (text) => steps.reduce((current, step) => step(current), text);
  }
  const normalizer = normalizers[type];
  if (normalizer === undefined) {
    throw new Error(
      `The normalizer "${type}" isn't supported here; use one of ${Object.keys(normalizers).join(', ')}.`,
    );
  }
  return normalizer;
}

/** The pre-tokenizer that `tokenizer.json` describes; throws for one that isn't here. */
export function createPreTokenizer(description: Json): PreTokenizer {
  if (description === null) return (text) => (text === '' ? [] : [text]);
  const type = typeOf(description);
  if (type === 'Sequence') {
    const steps = listOf(description, 'pretokenizers').map(createPreTokenizer);
    return (text) => steps.reduce((pieces, step) => pieces.flatMap(step), [text]);
  }
  const preTokenizer = preTokenizers[type];
  if (preTokenizer === undefined) {
    const known = Object.keys(preTokenizers).join(', ');
    throw new Error(`The pre-tokenizer "${type}" isn't supported here; use one of ${known}.`);
  }
  return preTokenizer;
}

function splitAtWhiteSpace(text: string): string[] {
  return text.split(WHITE_SPACE).filter((word) => word !== '');
}

function typeOf(description: Json): string {
  return isObject(description) ? String(description.type) : 'without a type';
}

function listOf(description: Json, key: string): readonly Json[] {
  const list = isObject(description) ? description[key] : undefined;
  if (!Array.isArray(list)) throw new Error(`A sequence in tokenizer.json has no "${key}".`);
  return list;
}
