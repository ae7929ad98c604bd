import { expect, test } from 'vitest';
import { applyTextDelta } from './text-delta.ts';

test('a delta at the end appends', () => {
  expect(applyTextDelta('Hello', { offset: 5, text: ' world' })).toBe('Hello world');
});

test('offset 0 starts the text anew', () => {
  expect(applyTextDelta('Something else', { offset: 0, text: 'Hello' })).toBe('Hello');
});

test('a repeated delta changes nothing, also when more has come since', () => {
  expect(applyTextDelta('Hello world', { offset: 0, text: 'Hello' })).toBe('Hello world');
  expect(applyTextDelta('Hello world', { offset: 5, text: ' world' })).toBe('Hello world');
});

test('an overlapping delta continues behind what is known', () => {
  expect(applyTextDelta('Hello wo', { offset: 5, text: ' world' })).toBe('Hello world');
});

test('a delta beyond the end is a gap', () => {
  expect(applyTextDelta('Hel', { offset: 5, text: ' world' })).toBeUndefined();
});

test('any order of repetition of the deltas so far ends in the same text', () => {
  const whole = 'Night 🌙 over the sea, and a lamp.';
  const deltas = [0, 4, 9, 13, 20].map((offset, index, all) => ({ offset, text: whole.slice(offset, all[index + 1]) }));
  for (let repeatedFrom = 0; repeatedFrom < deltas.length; repeatedFrom++) {
    const replayed = [...deltas.slice(0, repeatedFrom + 1), ...deltas];
    expect(replayed.reduce((text, delta) => applyTextDelta(text, delta) ?? 'gap', '')).toBe(whole);
  }
});
