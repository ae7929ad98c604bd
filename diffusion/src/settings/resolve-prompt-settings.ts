import { InvalidSettingsError } from '../errors.ts';
import type { PromptTexts, ResolvedSettings, TextToImageRequest } from '../pipelines/text-to-image-types.ts';
import { emphases } from '../prompts/emphasis.ts';
import { requireOneOf } from './require-one-of.ts';

const LONGEST_PROMPT = 10_000;
const HIGHEST_COMMA_BACKTRACK = 74;
const usualCommaBacktrack = 20;
const promptSyntaxes = ['weighted', 'plain'] as const;

/** The settings about prompts. */
export type PromptSettings = Pick<
  ResolvedSettings,
  keyof PromptTexts | 'prompts' | 'promptSyntax' | 'emphasis' | 'commaBacktrack'
>;

type TextField = keyof PromptTexts;

/** Those settings of a request with their defaults; throws for what can't be followed. */
export function resolvePromptSettings(request: TextToImageRequest): PromptSettings {
  const prompts = resolvePrompts(request);
  return {
    ...prompts[0]!,
    prompts,
    promptSyntax: requireOneOf('promptSyntax', request.promptSyntax ?? 'weighted', promptSyntaxes),
    emphasis: requireOneOf('emphasis', request.emphasis ?? 'original', emphases),
    commaBacktrack: requireCommaBacktrack(request.commaBacktrack ?? usualCommaBacktrack),
  };
}

/** The texts of each prompt; one text goes with all prompts, and a list has one for each. */
function resolvePrompts(request: TextToImageRequest): readonly PromptTexts[] {
  const { prompt } = request;
  const count = isList(prompt) ? prompt.length : 1;
  if (count === 0) {
    throw new InvalidSettingsError('prompt', 'The list of prompts is empty. Give at least one, which may be empty.');
  }
  const [prompts, negatives] = [spreadTexts('prompt', request, count), spreadTexts('negativePrompt', request, count)];
  const [second, negativeSecond] = [
    spreadTexts('prompt2', request, count),
    spreadTexts('negativePrompt2', request, count),
  ];
  return prompts.map((_, index) => ({
    prompt: prompts[index] ?? '',
    negativePrompt: negatives[index] ?? '',
    // A second prompt that is empty is the first one, as diffusers has it.
    prompt2: second[index] || undefined,
    negativePrompt2: negativeSecond[index] || undefined,
  }));
}

function spreadTexts(field: TextField, request: TextToImageRequest, count: number): readonly (string | undefined)[] {
  const given = request[field];
  if (!isList(given)) {
    const text = given === undefined && field !== 'prompt' ? undefined : requirePrompt(field, given);
    return new Array<string | undefined>(count).fill(text);
  }
  if (given.length === count) return given.map((text) => requirePrompt(field, text));
  const prompts = count === 1 ? '1 prompt' : `${count} prompts`;
  throw new InvalidSettingsError(
    field,
    `There are ${given.length} texts in ${field} for ${prompts}. Give one text for all, or a list of ${count}.`,
  );
}

function isList(given: string | readonly string[] | undefined): given is readonly string[] {
  return Array.isArray(given);
}

function requirePrompt(field: TextField, text: string | undefined): string {
  if (typeof text !== 'string')
    throw new InvalidSettingsError(field, `The ${field} must be a text, or a list of texts. Give a string.`);
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
