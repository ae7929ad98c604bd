import { expect, it } from 'vitest';
import { layOutSheet } from './lay-out-sheet.ts';

const plain = (level: number) => ({ width: 256, height: 256, rgb: new Uint8Array(256 * 256 * 3).fill(level) });

it('puts pictures side by side with white between them', () => {
  const sheet = layOutSheet([plain(10), plain(20), plain(30)], 2);
  expect([sheet.width, sheet.height]).toEqual([260, 260]);
  const at = (x: number, y: number) => sheet.rgb[(y * sheet.width + x) * 3];
  expect([at(0, 0), at(127, 127), at(130, 5), at(132, 0), at(5, 140), at(140, 140)]).toEqual([
    10, 10, 255, 20, 30, 255,
  ]);
});

it('averages boxes of pixels', () => {
  const picture = plain(0);
  picture.rgb.set([255, 0, 0]);
  expect([...layOutSheet([picture], 1).rgb.subarray(0, 3)]).toEqual([64, 0, 0]);
});

it('refuses a picture that does not divide', () => {
  expect(() => layOutSheet([{ width: 200, height: 256, rgb: new Uint8Array(200 * 256 * 3) }], 1)).toThrow(RangeError);
});
