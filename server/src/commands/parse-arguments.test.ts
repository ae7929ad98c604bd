import { describe, expect, it } from 'vitest';
import { ArgumentsError, parseArguments } from './parse-arguments.ts';

const known = [
  { name: 'seed', value: 'N', help: '' },
  { name: 'no', value: 'WORDS', help: '' },
  { name: 'help', value: '', help: '' },
];

function parse(text: string) {
  const { text: rest, options } = parseArguments(text, known);
  return [rest, Object.fromEntries(options)];
}

describe('parseArguments', () => {
  it.each([
    ['a red fox', ['a red fox', {}]],
    ['a fox --seed 7', ['a fox', { seed: '7' }]],
    ['--seed=7 a fox', ['a fox', { seed: '7' }]],
    ['a fox --seed 7 in the snow', ['a fox in the snow', { seed: '7' }]],
    ['a fox --no "a cat, rain" at night', ['a fox at night', { no: 'a cat, rain' }]],
    ["a fox --no='a cat'", ['a fox', { no: 'a cat' }]],
    ['a fox --no “a cat”', ['a fox', { no: 'a cat' }]],
    ["the fisherman's boat", ["the fisherman's boat", {}]],
    ['a "quiet" sea', ['a "quiet" sea', {}]],
    ['a fox —seed 7', ['a fox', { seed: '7' }]],
    ['a fox --SEED 7', ['a fox', { seed: '7' }]],
    ['--help', ['', { help: '' }]],
    ['--help a fox', ['a fox', { help: '' }]],
    ['a fox -- --seed 7', ['a fox --seed 7', {}]],
    ['"--seed" fox', ['"--seed" fox', {}]],
    ['a fox --seed 7 --seed 8', ['a fox', { seed: '8' }]],
    ['  ', ['', {}]],
    ['a well-known sea - by day', ['a well-known sea - by day', {}]],
  ])('%s', (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it('lists the options when one is unknown', () => {
    expect(() => parse('a fox --sede 7')).toThrow(
      new ArgumentsError('There is no option --sede. Known options: --seed, --no, --help.'),
    );
  });

  it.each(['a fox --seed', 'a fox --seed --help', 'a fox --seed=', 'a fox --no ""'])('wants a value: %s', (text) => {
    expect(() => parse(text)).toThrow(/needs a value/);
  });
});
