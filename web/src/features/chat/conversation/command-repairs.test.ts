import { expect, test } from 'vitest';
import { suggestCommandRepairs } from './command-repairs.ts';

test('offers the command without the option that was refused, and no other', () => {
  const words = '/image a boat --model nope --steps 30';
  expect(suggestCommandRepairs(words, 'There is no model "nope". Known models: postcard.')).toEqual([
    { label: 'Use the default model', text: '/image a boat --steps 30' },
  ]);
});

test('offers nothing where the refusal is about something that was not asked for', () => {
  expect(suggestCommandRepairs('/image a boat', 'The model can’t be used.')).toEqual([]);
  expect(suggestCommandRepairs('a boat of steps', 'Too many steps.')).toEqual([]);
});

test('knows the options of films', () => {
  const words = '/recommend like Heat --genre Opera --count 5';
  expect(suggestCommandRepairs(words, 'There is no genre "Opera". Genres: Action, Drama.')).toEqual([
    { label: 'Any genre', text: '/recommend like Heat --count 5' },
  ]);
  expect(suggestCommandRepairs('/rate Heat --count 5', 'There is no option --count.')).toEqual([]);
});
