import type { PictureSettings } from './picture-settings.ts';

/** AUTOMATIC1111's names of sampling methods; other classes keep their own. */
const samplerNames: Readonly<Record<string, string>> = {
  DDIMScheduler: 'DDIM',
  DPMSolverMultistepScheduler: 'DPM++ 2M',
  DPMSolverSDEScheduler: 'DPM++ SDE',
  EulerAncestralDiscreteScheduler: 'Euler a',
  EulerDiscreteScheduler: 'Euler',
  HeunDiscreteScheduler: 'Heun',
  KDPM2AncestralDiscreteScheduler: 'DPM2 a',
  KDPM2DiscreteScheduler: 'DPM2',
  LCMScheduler: 'LCM',
  LMSDiscreteScheduler: 'LMS',
  PNDMScheduler: 'PLMS',
  UniPCMultistepScheduler: 'UniPC',
};
const SHORT_HASH_LENGTH = 10;

/**
 * Settings as the text that AUTOMATIC1111 writes into pictures and that galleries and other programs read: the prompt,
 * a line `Negative prompt: …` where there is one, and a line of `Key: value` pairs.
 */
export function formatGenerationParameters(settings: PictureSettings): string {
  const pairs: [string, string | number | undefined][] = [
    ['Steps', settings.steps],
    ['Sampler', samplerNames[settings.scheduler] ?? settings.scheduler],
    ['CFG scale', settings.guidanceScale],
    ['Seed', settings.seed],
    ['Variation seed', settings.variation?.seed],
    ['Variation seed strength', settings.variation?.strength],
    ['Size', `${settings.width}x${settings.height}`],
    ['Model hash', settings.model.hash?.slice(0, SHORT_HASH_LENGTH)],
    ['Model', settings.model.name],
    ['Version', settings.software],
  ];
  const details = pairs
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${quote(String(value))}`)
    .join(', ');
  const negative = settings.negativePrompt === '' ? [] : [`Negative prompt: ${settings.negativePrompt}`];
  return [settings.prompt, ...negative, details].join('\n').trim();
}

/** Values that would break the line of pairs are written as JSON strings, as AUTOMATIC1111 does. */
function quote(value: string): string {
  return /[,:\n]/.test(value) ? JSON.stringify(value) : value;
}
