import { expect, it } from 'vitest';
import { findClosest } from './find-closest.ts';

const commands = ['image', 'serve', 'doctor', 'config', 'models'];

it.each([
  ['imag', 'image'],
  ['docter', 'doctor'],
  ['modles', 'models'],
  ['image', 'image'],
  ['xyz', undefined],
  ['', undefined],
])('finds what %j most likely means', (word, expected) => {
  expect(findClosest(word, commands)).toBe(expected);
});
