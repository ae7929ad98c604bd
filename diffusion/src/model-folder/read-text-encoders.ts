import path from 'node:path';
import type { ModelFamily, TextEncoderNeed } from '../families/model-family.ts';
import { createTokenizer } from '../tokenizers/create-tokenizer.ts';
import type { PromptTokenizer } from '../tokenizers/prompt-tokenizer.ts';
import type { Attempt } from './fault-list.ts';
import type { TextEncoderPart } from './model-contents.ts';
import { findJson, findText } from './read-json.ts';
import { findNumber } from './read-numbers.ts';

/** The text encoders that a family reads, with their tokenizers; those that can't be used are left out. */
export async function readTextEncoders(
  folder: string,
  family: ModelFamily,
  attempt: Attempt,
): Promise<readonly TextEncoderPart[]> {
  const parts: TextEncoderPart[] = [];
  for (const need of family.textEncoders) {
    const tokenizer = await attempt(need.tokenizer, () => readTokenizer(path.join(folder, need.tokenizer)));
    const layers = await attempt(need.component, () => readLayers(folder, need));
    if (tokenizer !== undefined) parts.push({ ...need, tokenizer, layers });
  }
  return parts;
}

async function readTokenizer(folder: string): Promise<PromptTokenizer> {
  return createTokenizer({
    tokenizer: await findJson(path.join(folder, 'tokenizer.json')),
    config: await findJson(path.join(folder, 'tokenizer_config.json')),
    specialTokens: await findJson(path.join(folder, 'special_tokens_map.json')),
    vocabulary: await findJson(path.join(folder, 'vocab.json')),
    merges: await findText(path.join(folder, 'merges.txt')),
  });
}

async function readLayers(folder: string, { component, states }: TextEncoderNeed): Promise<number | undefined> {
  const layers = findNumber(await findJson(path.join(folder, component, 'config.json')), 'num_hidden_layers');
  if (layers === undefined && states === 'penultimate') {
    throw new Error(
      `${component}/config.json doesn't say "num_hidden_layers", which tells the states before the last layer. Download or export the model again.`,
    );
  }
  return layers;
}
