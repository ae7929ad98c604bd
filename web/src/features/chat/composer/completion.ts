import type { ListCommandsResponse_Command } from '@starweave/contract';

/** One thing that could be typed here. */
export interface Suggestion {
  readonly label: string;
  /** What stands in place of the piece that is being typed. */
  readonly insert: string;
  readonly detail: string;
  /** Placeholder of the value that follows. */
  readonly placeholder: string;
}

export interface Completion {
  /** Where in the text the piece begins and ends that a suggestion replaces. */
  readonly start: number;
  readonly end: number;
  readonly heading: string;
  readonly suggestions: readonly Suggestion[];
}

export interface CompletionContext {
  readonly commands: readonly ListCommandsResponse_Command[];
  /** Known values of an option, e.g. the styles for `--style`. */
  readonly valuesOf: (option: string) => readonly string[];
}

/** What a text that begins with a slash asks for: its command's name and the words after it. */
export interface ParsedCommand {
  readonly name: string;
  readonly rest: string;
}

export function parseCommand(text: string): ParsedCommand | undefined {
  const match = /^\/([a-z][a-z0-9-]*)(?:\s+([\s\S]*))?$/i.exec(text.trimStart());
  return match?.[1] === undefined ? undefined : { name: match[1].toLowerCase(), rest: match[2] ?? '' };
}

/** What could be typed at the caret of a slash command; undefined for plain words and finished pieces. */
export function completeCommand(text: string, caret: number, context: CompletionContext): Completion | undefined {
  if (!text.startsWith('/')) return undefined;
  const before = text.slice(0, caret);
  const start = Math.max(before.lastIndexOf(' '), before.lastIndexOf('\n')) + 1;
  const piece = before.slice(start);
  const end = caret + (/^\S*/.exec(text.slice(caret))?.[0].length ?? 0);
  if (start === 0) return completeName(piece, end, context.commands);
  const command = context.commands.find(({ name }) => name === parseCommand(text)?.name);
  if (command === undefined || isInsideQuotes(before)) return undefined;
  if (piece.startsWith('--')) return completeOption({ piece, start, end, text }, command);
  return completeValue({ piece, start, end, text }, command, context);
}

function completeName(
  piece: string,
  end: number,
  commands: readonly ListCommandsResponse_Command[],
): Completion | undefined {
  const wanted = piece.slice(1).toLowerCase();
  const suggestions = commands
    .filter(({ name }) => name.startsWith(wanted))
    .map(({ name, usage, help }) => ({
      label: `/${name}`,
      insert: `/${name} `,
      detail: help,
      placeholder: usage.replace(new RegExp(`^/?${name}\\s*`), ''),
    }));
  // A name that is typed to its end is sent by Enter: /why needs no more.
  const isTyped = suggestions.length === 1 && suggestions[0]?.label === piece.toLowerCase();
  return suggestions.length === 0 || isTyped ? undefined : { start: 0, end, heading: 'Commands', suggestions };
}

interface Piece {
  readonly piece: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function completeOption(
  { piece, start, end, text }: Piece,
  command: ListCommandsResponse_Command,
): Completion | undefined {
  const others = text.slice(0, start) + text.slice(end);
  const suggestions = command.options
    .map((option) => ({ ...option, flag: toFlag(option.name) }))
    .filter(({ flag }) => flag.startsWith(piece) && !new RegExp(`(^|\\s)${flag}(\\s|$)`).test(others))
    .map(({ flag, value, help }) => ({ label: flag, insert: `${flag} `, detail: help, placeholder: value }));
  const isTyped = suggestions.length === 1 && suggestions[0]?.label === piece;
  return suggestions.length === 0 || isTyped
    ? undefined
    : { start, end, heading: `Options of /${command.name}`, suggestions };
}

function completeValue(
  { piece, start, end, text }: Piece,
  command: ListCommandsResponse_Command,
  { valuesOf }: CompletionContext,
): Completion | undefined {
  const flag = /(--\S+)\s+$/.exec(text.slice(0, start))?.[1];
  const option = command.options.find(({ name }) => toFlag(name) === flag);
  if (option === undefined || option.value === '') return undefined;
  const suggestions = valuesOf(toFlag(option.name).slice(2))
    .filter((value) => value.toLowerCase().startsWith(piece.toLowerCase()) && value !== piece)
    .map((value) => ({ label: value, insert: `${quote(value)} `, detail: '', placeholder: '' }));
  return suggestions.length === 0 ? undefined : { start, end, heading: option.help, suggestions };
}

function toFlag(name: string): string {
  return name.startsWith('--') ? name : `--${name}`;
}

function quote(value: string): string {
  return /\s/.test(value) ? `"${value}"` : value;
}

function isInsideQuotes(before: string): boolean {
  return (before.match(/"/g)?.length ?? 0) % 2 === 1;
}

/** The text and caret after a suggestion was taken. */
export function acceptSuggestion(
  text: string,
  { start, end }: Completion,
  { insert }: Suggestion,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(end).replace(/^ /, '');
  return { text: text.slice(0, start) + insert + rest, caret: start + insert.length };
}

/** The command without one of its options and the value that belongs to it. */
export function removeOption(text: string, option: string): string {
  return text.replace(new RegExp(`\\s+--${option}(?:(?:\\s+|=)(?:"[^"]*"|(?!--)\\S+))?`, 'g'), '');
}
