import { InvalidSettingsError } from '../errors.ts';
import type { ResolvedSettings, TextToImageRequest } from '../pipelines/text-to-image-types.ts';
import { emphases } from '../prompts/emphasis.ts';
import { requireOneOf } from './require-one-of.ts';

const LONGEST_PROMPT = 10_000;
const HIGHEST_COMMA_BACKTRACK = 74;
const usualCommaBacktrack = 20;
const promptSyntaxes = ['weighted', 'plain'] as const;

/** The settings about prompts. */
export type PromptSettings = Pick<
  ResolvedSettings,
  'prompt' | 'negativePrompt' | 'prompt2' | 'negativePrompt2' | 'promptSyntax' | 'emphasis' | 'commaBacktrack'
>;

/** Those settings of a request with their defaults; throws for what can't be followed. */
export function resolvePromptSettings(request: TextToImageRequest): PromptSettings {
  return {
    prompt: requirePrompt('prompt', request.prompt),
    negativePrompt: requirePrompt('negativePrompt', request.negativePrompt ?? ''),
    prompt2: resolveSecondPrompt('prompt2', request),
    negativePrompt2: resolveSecondPrompt('negativePrompt2', request),
    promptSyntax: requireOneOf('promptSyntax', request.promptSyntax ?? 'weighted', promptSyntaxes),
    emphasis: requireOneOf('emphasis', request.emphasis ?? 'original', emphases),
    commaBacktrack: requireCommaBacktrack(request.commaBacktrack ?? usualCommaBacktrack),
  };
}

/** A second prompt that is empty is the first one, as diffusers has it. */
function resolveSecondPrompt(field: 'prompt2' | 'negativePrompt2', request: TextToImageRequest): string | undefined {
  const text = request[field];
  return text === undefined || text === '' ? undefined : requirePrompt(field, text);
}

function requirePrompt(field: string, text: string): string {
  if (typeof text !== 'string') throw new InvalidSettingsError(field, `The ${field} must be a text. Give a string.`);
  if (text.length > LONGEST_PROMPT) {
    throw new InvalidSettingsError(
      field,
      `The ${field} has ${text.length} characters; at most ${LONGEST_PROMPT} are allowed. Make it shorter.`,
    );
  }
  if (text.includes('\0')) {
    throw new InvalidSettingsError(field, `The ${field} has a null character in it. Take it out.`);
  }
  return text;
}

function requireCommaBacktrack(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= HIGHEST_COMMA_BACKTRACK) return value;
  throw new InvalidSettingsError(
    'commaBacktrack',
    `The commaBacktrack can't be ${value}: give a whole number from 0 to ${HIGHEST_COMMA_BACKTRACK}; 20 is usual.`,
  );
}
