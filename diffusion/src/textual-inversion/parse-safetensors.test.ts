import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSafetensors } from './parse-safetensors.ts';
import { writeSafetensors } from './test-safetensors.ts';

/** Written by Python's safetensors; see `make_prompt_pictures.py` there. */
const folder = path.join(
  import.meta.dirname,
  '../../../workbench/reference-numbers/pipelines/fixtures/textual-inversions',
);
const read = (name: string) => readFileSync(path.join(folder, `${name}.safetensors`));

describe('parseSafetensors', () => {
  it('reads what Python writes', () => {
    const single = parseSafetensors(read('diffusers-single'));
    expect([...single.keys()]).toEqual(['<starry>']);
    expect(single.get('<starry>')!.dims).toEqual([32]);
    const bytes = read('diffusers-single');
    const stored = new Float32Array(
      bytes.buffer.slice(bytes.byteOffset + bytes.length - 128, bytes.byteOffset + bytes.length),
    );
    expect(single.get('<starry>')!.data).toEqual(stored);
  });

  it.each([
    ['F64', [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x06, 0xc0]],
    ['F32', [0x00, 0x00, 0x30, 0xc0]],
    ['F16', [0x80, 0xc1]],
    ['BF16', [0x30, 0xc0]],
  ])('reads −2.75 in %s', (dtype, bytes) => {
    const header = { x: { dtype, shape: [1], data_offsets: [0, bytes.length] }, __metadata__: { step: '5' } };
    const tensors = parseSafetensors(writeSafetensors(header, Uint8Array.from(bytes)));
    expect([...tensors]).toEqual([['x', { dims: [1], data: Float32Array.of(-2.75) }]]);
  });

  const data = new Uint8Array(8);
  const x = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  it.each([
    ['nothing', new Uint8Array(), 'only 0 bytes'],
    ['a header that ends early', writeSafetensors({ x }, data).subarray(0, 20), 'ends within its header'],
    ['a header of petabytes', Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 0, 1), 'claims'],
    ['a header that is no JSON', writeSafetensors('{"x":', data), "isn't JSON"],
    ['a header that is no UTF-8', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe), "isn't JSON"],
    ['a header that is a list', writeSafetensors([x], data), "isn't a JSON object"],
    ['a tensor that is a number', writeSafetensors({ x: 3 }, data), 'sound shape'],
    ['a shape with a fraction', writeSafetensors({ x: { ...x, shape: [2.5] } }, data), 'sound shape'],
    ['a shape below zero', writeSafetensors({ x: { ...x, shape: [-2] } }, data), 'sound shape'],
    ['a place below zero', writeSafetensors({ x: { ...x, data_offsets: [-8, 0] } }, data), 'sound shape'],
    ['a type of integers', writeSafetensors({ x: { ...x, dtype: 'I32' } }, data), 'type I32'],
    ['a type from a prototype', writeSafetensors({ x: { ...x, dtype: 'toString' } }, data), 'type toString'],
    ['a shape that is larger than its place', writeSafetensors({ x: { ...x, shape: [3] } }, data), 'takes 12'],
    ['a shape beyond all numbers', writeSafetensors({ x: { ...x, shape: [2 ** 40, 2 ** 40] } }, data), 'takes'],
    ['a place beyond the end', writeSafetensors({ x }, data.subarray(0, 4)), 'has 4 bytes of tensors'],
    ['bytes that nobody describes', writeSafetensors({ x }, new Uint8Array(9)), 'has 9 bytes of tensors'],
    ['overlapping tensors', writeSafetensors({ x, y: x }, data), "doesn't start where"],
    ['a gap', writeSafetensors({ x: { ...x, data_offsets: [4, 12] } }, new Uint8Array(12)), "doesn't start where"],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseSafetensors(bytes)).toThrow(message);
  });
});
