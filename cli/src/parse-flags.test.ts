import { describe, expect, it } from 'vitest';
import { formatFlags, parseFlags } from './parse-flags.ts';

const flags = [
  { name: 'seed', value: '<n>', help: 'the seed' },
  { name: 'out', value: '<file>', short: 'o', help: 'the file' },
  { name: 'local', help: 'in this process' },
];

describe('parseFlags', () => {
  it('reads values after a space and after "=", switches, short forms and plain words', () => {
    expect(parseFlags(['a fox', '--seed', '7', '--out=x.png', '--local'], flags)).toEqual({
      values: { seed: '7', out: 'x.png', local: true },
      positionals: ['a fox'],
    });
    expect(parseFlags(['-o', 'x.png'], flags).values).toEqual({ out: 'x.png' });
  });

  it('takes a negative number as a value, so that the server can say why it is refused', () => {
    expect(parseFlags(['--seed', '-1'], flags).values).toEqual({ seed: '-1' });
  });

  it('ends flags at "--"', () => {
    expect(parseFlags(['--', '--seed'], flags)).toEqual({ values: {}, positionals: ['--seed'] });
  });

  it.each([
    [['--sed', '7'], /no option --sed.*Did you mean --seed\?/],
    [['--colour'], /no option --colour.*See --help/],
    [['--seed'], /--seed needs a value: --seed <n>/],
    [['--local=yes'], /switch and takes no value/],
    [['--seed', '1', '--seed', '2'], /given twice/],
  ])('refuses %j', (words, message) => {
    expect(() => parseFlags(words, flags)).toThrow(message);
  });
});

it('aligns the help of flags', () => {
  expect(formatFlags(flags)).toBe(
    '  --seed <n>        the seed\n  -o, --out <file>  the file\n  --local           in this process',
  );
});
