import type { ChatCommandOption } from './chat-command.ts';

/** What was typed after a slash command, taken apart. */
export interface ParsedArguments {
  /** The words that belong to no option, joined by single spaces. */
  readonly text: string;
  /** Values by option name; a switch has ''. The last one counts where an option is said twice. */
  readonly options: ReadonlyMap<string, string>;
}

/** The words of a slash command can't be followed; the message is for the person who typed them. */
export class ArgumentsError extends Error {
  override readonly name = 'ArgumentsError';
  readonly code = 'arguments-invalid';
}

/**
 * Takes apart "a lighthouse --seed 7 --no 'a cat' at night".
 *
 * Options stand anywhere, as `--name value` or `--name=value`. A value with spaces goes in double or single quotes;
 * in the text outside of options, quotes and everything else stay as typed. `--` ends the options.
 * Throws ArgumentsError for an option that isn't among `known`, or one whose value is missing.
 */
export function parseArguments(argumentsText: string, known: readonly ChatCommandOption[]): ParsedArguments {
  const words = splitWords(argumentsText);
  const text: string[] = [];
  const options = new Map<string, string>();
  while (words.length > 0) {
    const word = words.shift() as Word;
    if (word.raw === '--') {
      text.push(...words.splice(0).map(({ raw }) => raw));
      break;
    }
    const match = /^(?:--|—)([a-z][a-z-]*)(?:=([\s\S]*))?$/i.exec(word.value);
    if (match === null || word.isQuoted) {
      text.push(word.raw);
      continue;
    }
    const option = findOption(match[1] as string, known);
    options.set(option.name, takeValue(option, match[2], words));
  }
  return { text: text.join(' ').trim(), options };
}

interface Word {
  readonly raw: string;
  /** Without its quotes. */
  readonly value: string;
  readonly isQuoted: boolean;
}

const openingQuotes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '„': '“' };

function splitWords(text: string): Word[] {
  const words: Word[] = [];
  // A quote opens at the beginning of a word or after "=", so that an apostrophe ("fisherman's") stays one.
  const pattern = /(?:(?:--|—)[a-z-]+=)?(?:"[^"]*"|'[^']*'|“[^”]*”|„[^“]*“)(?=\s|$)|\S+/gi;
  for (const [raw] of text.matchAll(pattern)) {
    const quoteAt = raw.startsWith('-') || raw.startsWith('—') ? raw.indexOf('=') + 1 : 0;
    const closing = openingQuotes[raw[quoteAt] ?? ''];
    const isQuoted = closing !== undefined && raw.length > quoteAt + 1 && raw.endsWith(closing);
    const value = isQuoted ? raw.slice(0, quoteAt) + raw.slice(quoteAt + 1, -1) : raw;
    words.push({ raw, value, isQuoted: isQuoted && quoteAt === 0 });
  }
  return words;
}

function findOption(name: string, known: readonly ChatCommandOption[]): ChatCommandOption {
  const option = known.find((candidate) => candidate.name === name.toLowerCase());
  if (option !== undefined) return option;
  const names = known.map((candidate) => `--${candidate.name}`).join(', ');
  throw new ArgumentsError(`There is no option --${name.slice(0, 40)}. Known options: ${names}.`);
}

function takeValue(option: ChatCommandOption, attached: string | undefined, words: Word[]): string {
  if (option.value === '') return '';
  const next = words[0];
  const value = attached ?? (next !== undefined && !isOption(next) ? words.shift()?.value : undefined);
  if (value === undefined || value === '') {
    throw new ArgumentsError(`The option --${option.name} needs a value: --${option.name} ${option.value}.`);
  }
  return value;
}

function isOption(word: Word): boolean {
  return !word.isQuoted && /^(?:--|—)[a-z]/i.test(word.value);
}
