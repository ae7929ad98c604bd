import type { ModelParts } from '../model-folder/model-contents.ts';
import { type ReadPrompt, readPrompt } from '../prompts/read-prompt.ts';
import type { PromptSettings } from '../settings/resolve-prompt-settings.ts';
import type { TokenVocabulary } from '../textual-inversion/token-vocabulary.ts';
import type { PromptTexts } from './text-to-image-types.ts';

/** One prompt of a request, and its negative one, as each of the model's text encoders reads them, in the order of `parts.textEncoders`. */
export interface ReadPrompts {
  readonly positive: readonly ReadPrompt[];
  readonly negative: readonly ReadPrompt[];
}

/** What a model brings to the reading of prompts. */
export interface PromptReader {
  readonly parts: ModelParts;
  readonly vocabulary: TokenVocabulary;
  /** Whether the U-Net takes prompts of more than one chunk. */
  readonly takesChunks: boolean;
}

/** Read all of a request's prompts, in order. Throws `InvalidSettingsError` for what can't be read. */
export function readPrompts(settings: PromptSettings, reader: PromptReader): readonly ReadPrompts[] {
  return settings.prompts.map((texts) => readTexts(texts, settings, reader));
}

/** The first text encoder of a pair reads the first prompts, the second one the second, if any. */
function readTexts(texts: PromptTexts, settings: PromptSettings, reader: PromptReader): ReadPrompts {
  const { prompt, negativePrompt, prompt2 = prompt, negativePrompt2 = negativePrompt } = texts;
  const first = { prompt, negativePrompt };
  const second = { prompt: prompt2, negativePrompt: negativePrompt2 };
  const readForAll = (side: 'prompt' | 'negativePrompt') =>
    reader.parts.textEncoders.map(({ tokenizer, component }, index) =>
      readPrompt(index === 0 ? first[side] : second[side], {
        field: index === 0 || second[side] === first[side] ? side : `${side}2`,
        tokenizer,
        takesChunks: reader.takesChunks,
        synonyms: reader.parts.synonyms,
        embeddings: reader.vocabulary.listEmbeddings(component),
        syntax: settings.promptSyntax,
        emphasis: settings.emphasis,
        commaBacktrack: settings.commaBacktrack,
      }),
    );
  return { positive: readForAll('prompt'), negative: readForAll('negativePrompt') };
}
