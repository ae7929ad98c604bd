import { describe, expect, it } from 'vitest';
import { parseTextualInversion } from './parse-textual-inversion.ts';
import { writeSafetensors, writeTensors } from './test-safetensors.ts';

const row = (width: number, value: number) => new Float32Array(width).fill(value);

describe('parseTextualInversion', () => {
  it.each([
    ['the layout of diffusers', { '<x>': { dims: [2, 3], value: 1 } }, '<x>'],
    ['the layout of AUTOMATIC1111', { emb_params: { dims: [2, 3], value: 1 } }, undefined],
  ])('reads %s', (_, tensors, token) => {
    const expected = { token, vectors: { width: 3, rows: [row(3, 1), row(3, 1)] } };
    expect(parseTextualInversion(writeTensors(tensors))).toEqual(expected);
  });

  it('reads a single vector', () => {
    const { vectors } = parseTextualInversion(writeTensors({ '<x>': { dims: [4], value: 2 } }));
    expect(vectors).toEqual({ width: 4, rows: [row(4, 2)] });
  });

  it('reads the layout of Stable Diffusion XL', () => {
    const bytes = writeTensors({ clip_g: { dims: [1, 5], value: 2 }, clip_l: { dims: [1, 3], value: 1 } });
    expect(parseTextualInversion(bytes)).toEqual({
      token: undefined,
      vectors: { clip_l: { width: 3, rows: [row(3, 1)] }, clip_g: { width: 5, rows: [row(5, 2)] } },
    });
  });

  const vector = { dims: [1, 3], value: 1 };
  it.each([
    ['no tensors', writeTensors({}), 'no tensors'],
    ['a LoRA', writeTensors({ 'a.lora_up': vector, 'a.lora_down': vector, 'b.alpha': vector, c: vector }), '4 tensors'],
    ['half of a pair', writeTensors({ clip_l: vector, other: vector }), '2 tensors'],
    [
      'a pair of unequal length',
      writeTensors({ clip_l: vector, clip_g: { dims: [2, 5], value: 1 } }),
      '1 and 2 vectors',
    ],
    ['three dimensions', writeTensors({ x: { dims: [1, 1, 3], value: 1 } }), '[1, 1, 3]'],
    ['a number', writeTensors({ x: { dims: [], value: 1 } }), 'shape []'],
    ['no vectors', writeTensors({ x: { dims: [0, 3], value: 1 } }), '[0, 3]'],
    ['too many vectors', writeTensors({ x: { dims: [76, 3], value: 1 } }), 'at most 75'],
    ['numbers that are none', writeTensors({ x: { dims: [1, 3], value: Number.NaN } }), "aren't finite"],
    ['a pickle', Buffer.from('PK\x03\x04 archive/data.pkl'), 'claims'],
    ['a broken header', writeSafetensors('{'), "isn't JSON"],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseTextualInversion(bytes)).toThrow(message);
  });
});
