import { describe, expect, it } from 'vitest';
import { applyStyle, createStyleRequest } from './apply-style.ts';

describe('applyStyle', () => {
  // The cases of AUTOMATIC1111's merge_prompts: placeholder, appended after a comma, one of both empty.
  it.each([
    ['a boat', 'watercolor', 'a boat, watercolor'],
    ['a boat', 'oil painting of {prompt}, thick strokes', 'oil painting of a boat, thick strokes'],
    ['a boat', '{prompt} and {prompt}', 'a boat and a boat'],
    ['', 'watercolor', 'watercolor'],
    ['a boat', '', 'a boat'],
    ['', '', ''],
    [' a boat ', ' watercolor ', 'a boat, watercolor'],
    ['$& {prompt}', 'x {prompt} y', 'x $& {prompt} y'],
  ])('of "%s" and "%s" is "%s"', (prompt, style, expected) => {
    expect(applyStyle(prompt, style)).toBe(expected);
  });
});

describe('createStyleRequest', () => {
  const source = { width: 1, height: 1, rgb: new Uint8Array(3) };

  it('composes both prompts and keeps every other setting', () => {
    const style = { prompt: 'ink drawing of {prompt}', negativePrompt: 'photo' };
    expect(createStyleRequest({ source, style, prompt: 'a cat', negativePrompt: 'text', seed: 4, steps: 9 })).toEqual({
      source,
      seed: 4,
      steps: 9,
      strength: 0.6,
      prompt: 'ink drawing of a cat',
      negativePrompt: 'text, photo',
    });
  });

  it('composes each prompt of a list', () => {
    const style = { prompt: '{prompt}, ink', negativePrompt: 'photo' };
    expect(
      createStyleRequest({ source, style, prompt: ['a cat', 'a dog'], negativePrompt: ['text', ''], seed: 4 }),
    ).toMatchObject({ prompt: ['a cat, ink', 'a dog, ink'], negativePrompt: ['text, photo', 'photo'] });
  });

  it('takes a name for the style, and a strength', () => {
    expect(createStyleRequest({ source, style: 'noir', seed: 4, strength: 0.25 })).toMatchObject({
      prompt: 'noir',
      negativePrompt: '',
      strength: 0.25,
    });
  });
});
