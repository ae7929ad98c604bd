import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.ts';
import { findClosest } from './find-closest.ts';

/** One flag: its form in `--help` and how it is read. */
export interface Flag {
  readonly name: string;
  /** Placeholder of its value; a switch has none. */
  readonly value?: string;
  readonly short?: string;
  readonly help: string;
}

export interface ParsedFlags {
  readonly values: Readonly<Record<string, string | true>>;
  readonly positionals: readonly string[];
}

/**
 * Reads flags and plain words.
 *
 * A flag's value follows it or stands after `=`; a negative number is a value too. `--` ends the flags.
 * Throws `UsageError` for an unknown flag (naming the closest known one), a missing value, or one too many.
 */
export function parseFlags(words: readonly string[], flags: readonly Flag[]): ParsedFlags {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const flag of flags) {
    options[flag.name] = {
      type: flag.value === undefined ? 'boolean' : 'string',
      ...(flag.short === undefined ? {} : { short: flag.short }),
    };
  }
  const { tokens } = parseArgs({
    args: joinNegativeNumbers(words, flags),
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const values: Record<string, string | true> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind === 'option') readFlag(token, flags, values);
  }
  return { values, positionals };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
}

function readFlag(token: OptionToken, flags: readonly Flag[], values: Record<string, string | true>): void {
  const flag = flags.find((candidate) => candidate.name === token.name);
  if (flag === undefined) {
    const closest = findClosest(
      token.name,
      flags.map((candidate) => candidate.name),
    );
    const hint = closest === undefined ? 'See --help for the known ones.' : `Did you mean --${closest}?`;
    throw new UsageError(`There is no option ${token.rawName}. ${hint}`);
  }
  if (values[flag.name] !== undefined) throw new UsageError(`--${flag.name} is given twice; give it once.`);
  if (flag.value !== undefined && token.value === undefined) {
    throw new UsageError(`--${flag.name} needs a value: --${flag.name} ${flag.value}.`);
  }
  if (flag.value === undefined && token.value !== undefined) {
    throw new UsageError(`--${flag.name} is a switch and takes no value.`);
  }
  values[flag.name] = token.value ?? true;
}

// `--seed -1` is a value that the server refuses with its reason, not an unknown option "-1".
function joinNegativeNumbers(words: readonly string[], flags: readonly Flag[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const previous = joined.at(-1);
    const takesValue = flags.some((flag) => flag.value !== undefined && previous === `--${flag.name}`);
    if (takesValue && /^-\.?\d/.test(word)) joined[joined.length - 1] = `${previous}=${word}`;
    else joined.push(word);
  }
  return joined;
}

/** The lines of `--help` for some flags, aligned. */
export function formatFlags(flags: readonly Flag[]): string {
  const left = flags.map((flag) => {
    const short = flag.short === undefined ? '' : `-${flag.short}, `;
    return `  ${short}--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
  });
  const width = Math.max(...left.map((text) => text.length)) + 2;
  return flags.map((flag, index) => `${(left[index] ?? '').padEnd(width)}${flag.help}`).join('\n');
}
