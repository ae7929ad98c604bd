import { expect, test } from 'vitest';
import { listSent, recallSent } from './sent-history.ts';

test('the last sent comes first, repetitions once', () => {
  expect(listSent(['a', 'b', 'b', 'c', 'b'])).toEqual(['b', 'c', 'b', 'a']);
});

test('going up ends at the oldest, going down at the empty field', () => {
  const sent = ['last', 'first'];
  expect(recallSent(sent, undefined, 'older')).toBe(0);
  expect(recallSent(sent, 0, 'older')).toBe(1);
  expect(recallSent(sent, 1, 'older')).toBe(1);
  expect(recallSent(sent, 1, 'newer')).toBe(0);
  expect(recallSent(sent, 0, 'newer')).toBeUndefined();
  expect(recallSent([], undefined, 'older')).toBeUndefined();
});
