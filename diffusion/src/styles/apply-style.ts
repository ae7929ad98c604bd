import type { ImageToImageRequest, RgbImage } from '../pipelines/text-to-image-types.ts';

/** A style as words around a prompt. */
export interface PromptStyle {
  /** `{prompt}` stands for the prompt, once or more; without it the text comes after the prompt, after a comma. */
  readonly prompt: string;
  /** What the style shouldn't show; put together with the negative prompt in the same way (default: nothing). */
  readonly negativePrompt?: string;
}

const PLACEHOLDER = '{prompt}';

/**
 * A style's words and a prompt as one text, as AUTOMATIC1111's styles do it: the prompt in place of `{prompt}`, or else
 * "prompt, style"; where one of them is empty, the other alone. Nothing but the placeholder has a meaning.
 */
export function applyStyle(prompt: string, style: string): string {
  const words = prompt.trim();
  const template = style.trim();
  if (template.includes(PLACEHOLDER)) return template.split(PLACEHOLDER).join(words);
  return [words, template].filter((text) => text !== '').join(', ');
}

/** A picture to be painted again in a style: every other setting of a request may be added. */
export interface StyleRequest extends Omit<ImageToImageRequest, 'prompt' | 'strength'> {
  /** How much of the picture may change, above 0 to 1 (default 0.6): lower keeps more of it, higher shows more of the style. */
  readonly strength?: number;
  readonly source: RgbImage;
  /** What the picture shows, in words (default: nothing, the style alone). A list is painted in the style one by one. */
  readonly prompt?: string | readonly string[];
  /** A name that the model knows, such as one of `facts.styles`, or words around the prompt. */
  readonly style: string | PromptStyle;
}

const USUAL_STRENGTH = 0.6;

/**
 * The image-to-image request that paints a picture in a style, for any pipeline's `generate`. The strength is 0.6 unless
 * given: lower keeps more of the picture, higher shows more of the style.
 */
export function createStyleRequest(request: StyleRequest): ImageToImageRequest {
  const { style, prompt = '', negativePrompt = '', ...settings } = request;
  const words: PromptStyle = typeof style === 'string' ? { prompt: style } : style;
  const applyToAll = (texts: string | readonly string[], template: string) =>
    typeof texts === 'string' ? applyStyle(texts, template) : texts.map((text) => applyStyle(text, template));
  return {
    ...settings,
    strength: request.strength ?? USUAL_STRENGTH,
    prompt: applyToAll(prompt, words.prompt),
    negativePrompt: applyToAll(negativePrompt, words.negativePrompt ?? ''),
  };
}
