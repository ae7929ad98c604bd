import { create } from '@bufbuild/protobuf';
import { ListCommandsResponse_CommandSchema } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { acceptSuggestion, type Completion, completeCommand, parseCommand, removeOption } from './completion.ts';

const commands = [
  create(ListCommandsResponse_CommandSchema, {
    name: 'image',
    usage: '/image <prompt> [--seed n]',
    help: 'Paints a picture.',
    options: [
      { name: 'seed', value: 'n', help: 'Same seed, same picture' },
      { name: 'steps', value: 'n', help: 'Denoising steps' },
      { name: 'style', value: 'name', help: 'A style' },
    ],
  }),
  create(ListCommandsResponse_CommandSchema, { name: 'help', usage: '/help', help: 'Lists the commands.' }),
];
const context = { commands, valuesOf: (option: string) => (option === 'style' ? ['ink', 'pixel art'] : []) };

function complete(text: string, caret = text.length): Completion | undefined {
  return completeCommand(text, caret, context);
}

function labels(text: string, caret?: number): readonly string[] | undefined {
  return complete(text, caret)?.suggestions.map(({ label }) => label);
}

describe('parseCommand', () => {
  test('finds the name and the rest', () => {
    expect(parseCommand('/image a boat\nat night')).toEqual({ name: 'image', rest: 'a boat\nat night' });
    expect(parseCommand('/HELP')).toEqual({ name: 'help', rest: '' });
  });

  test('plain words, paths and lone slashes are none', () => {
    for (const text of ['a boat', 'and/or', '/', '/usr/bin', '/ image']) expect(parseCommand(text)).toBeUndefined();
  });
});

describe('completeCommand', () => {
  test('a slash offers every command, letters narrow it', () => {
    expect(labels('/')).toEqual(['/image', '/help']);
    expect(labels('/im')).toEqual(['/image']);
    expect(labels('/nothing')).toBeUndefined();
    // Enter sends it then.
    expect(labels('/help')).toBeUndefined();
  });

  test('plain words and the words of a prompt are left alone', () => {
    expect(labels('a / b')).toBeUndefined();
    expect(labels('/image a lighthouse under')).toBeUndefined();
    expect(labels('/image ')).toBeUndefined();
  });

  test('two dashes offer the options that are not there yet', () => {
    expect(labels('/image a boat --')).toEqual(['--seed', '--steps', '--style']);
    expect(labels('/image a boat --seed 7 --s')).toEqual(['--steps', '--style']);
  });

  test('an option that is wholly typed, and options of unknown commands, offer nothing', () => {
    expect(labels('/image a boat --seed')).toBeUndefined();
    expect(labels('/other --s')).toBeUndefined();
  });

  test('dashes inside quotes are words', () => {
    expect(labels('/image "a boat --')).toBeUndefined();
  });

  test('an option with known values offers them, quoted where they have spaces', () => {
    expect(labels('/image a boat --style ')).toEqual(['ink', 'pixel art']);
    const completion = complete('/image a boat --style p');
    expect(completion?.suggestions[0]?.insert).toBe('"pixel art" ');
    expect(labels('/image a boat --seed ')).toBeUndefined();
  });
});

test('taking a suggestion replaces the piece at the caret only', () => {
  const text = '/image a boat --st at night';
  const completion = complete(text, '/image a boat --st'.length);
  const suggestion = completion?.suggestions.find(({ label }) => label === '--style');
  if (completion === undefined || suggestion === undefined) throw new Error('nothing was offered');
  expect(acceptSuggestion(text, completion, suggestion)).toEqual({
    text: '/image a boat --style at night',
    caret: '/image a boat --style '.length,
  });
});

test('removeOption takes an option and its value, nothing else', () => {
  expect(removeOption('/image a boat --size 512x512 --seed 7', 'size')).toBe('/image a boat --seed 7');
  expect(removeOption('/image a boat --style "pixel art"', 'style')).toBe('/image a boat');
  expect(removeOption('/image a boat --size=9x9 --seed 7', 'size')).toBe('/image a boat --seed 7');
  expect(removeOption('/image a boat', 'size')).toBe('/image a boat');
});
