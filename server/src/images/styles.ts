import type { ImageModel } from '../models/model-registry.ts';

/** A look that is added to a prompt. */
export interface StylePreset {
  readonly id: string;
  /** Words put after the prompt. */
  readonly suffix: string;
  /** Words put after the negative prompt. */
  readonly negative: string;
}

/** Styles for models with an open vocabulary. */
const stylePresets: readonly StylePreset[] = [
  { id: 'photo', suffix: 'photograph, natural light, sharp focus, 35mm', negative: 'painting, drawing, cartoon' },
  { id: 'cinematic', suffix: 'cinematic still, dramatic light, shallow depth of field', negative: 'flat light' },
  { id: 'watercolor', suffix: 'watercolor painting, soft washes, textured paper', negative: 'photograph' },
  { id: 'oil painting', suffix: 'oil painting on canvas, visible brush strokes', negative: 'photograph' },
  { id: 'line drawing', suffix: 'ink line drawing on white paper, clean lines', negative: 'photograph, shading' },
  { id: 'pixel art', suffix: 'pixel art, limited palette, crisp pixels', negative: 'blurry, photograph' },
  { id: 'anime', suffix: 'anime illustration, clean line art, cel shading', negative: 'photograph' },
  { id: 'comic', suffix: 'comic book panel, bold ink, halftone', negative: 'photograph' },
  { id: 'noir', suffix: 'film noir, black and white, hard shadows', negative: 'color' },
  { id: 'neon', suffix: 'neon lights, glowing, night', negative: 'daylight' },
  { id: 'blueprint', suffix: 'blueprint, white lines on blue paper, technical drawing', negative: 'photograph' },
  { id: 'vintage', suffix: 'vintage photograph, faded colors, film grain', negative: 'modern' },
  { id: '3d render', suffix: '3d render, soft studio light, smooth materials', negative: 'flat, drawing' },
];

/**
 * The styles that a model can be asked for: its own, and the general ones where it can read any word.
 *
 * A model's own style is a word of its vocabulary; it is put after the prompt as it is.
 */
export function listStyles({ facts }: Pick<ImageModel, 'facts'>): readonly StylePreset[] {
  const own = facts.styles.map((id) => ({ id, suffix: id, negative: '' }));
  if (facts.vocabulary !== undefined) return own;
  return [...own, ...stylePresets.filter(({ id }) => !facts.styles.includes(id))];
}

/** "Pixel-Art" finds "pixel art". */
export function findStyle(model: Pick<ImageModel, 'facts'>, name: string): StylePreset | undefined {
  return listStyles(model).find(({ id }) => normalize(id) === normalize(name));
}

function normalize(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');
}

export interface PromptPair {
  readonly prompt: string;
  readonly negativePrompt: string;
}

/** The prompts as the model gets them; words that the prompt says already are not said twice. */
export function applyStyle({ prompt, negativePrompt }: PromptPair, style: StylePreset | undefined): PromptPair {
  if (style === undefined) return { prompt, negativePrompt };
  const isSaid = ` ${normalize(prompt.replaceAll(/[,.;:]/g, ' '))} `.includes(` ${normalize(style.suffix)} `);
  return {
    prompt: isSaid ? prompt : `${prompt}, ${style.suffix}`,
    negativePrompt: [negativePrompt, style.negative].filter((part) => part !== '').join(', '),
  };
}
