import { LARGEST_EXTERNAL_ID } from '../interactions/id-index.ts';
import type { RatingColumns } from '../interactions/rating-columns.ts';
import { type FieldValue, parseCode, parseId, parseTime } from './field-values.ts';
import { type RatingFormat, splitFields, usesQuotes } from './rating-format.ts';
import type { RejectedLineCounter } from './rejected-lines.ts';

const ZERO = 48;
const NINE = 57;
const POINT = 46;
const SPACE = 32;
const QUOTE = 34;
const NOT_PLAIN = -1;

/** Where the ratings of a file go, and the lines that are none. */
export interface RatingLineTargets {
  readonly columns: RatingColumns;
  readonly rejected: RejectedLineCounter;
  readonly file: string;
}

/**
 * Reads ratings from the bytes of lines. A line of plain digits costs no object and no string; anything else (quotation
 * marks, spaces, exponents, mistakes) takes the slow way over text.
 */
export class RatingLineParser {
  readonly #format: RatingFormat;
  readonly #targets: RatingLineTargets;
  readonly #delimiter: number;
  readonly #delimiterLength: number;
  readonly #usesQuotes: boolean;
  readonly #fieldStarts: Int32Array;
  readonly #fieldEnds: Int32Array;

  constructor(format: RatingFormat, targets: RatingLineTargets) {
    this.#format = format;
    this.#targets = targets;
    this.#delimiter = format.delimiter.charCodeAt(0);
    this.#delimiterLength = format.delimiter.length;
    this.#usesQuotes = usesQuotes(format.delimiter);
    const { user, item, rating, time = 0 } = format.columns;
    const neededFields = Math.max(user, item, rating, time) + 1;
    this.#fieldStarts = new Int32Array(neededFields);
    this.#fieldEnds = new Int32Array(neededFields);
  }

  /** Read the line at `start` up to `end`, without its line feed; `line` counts from 1, data rows from 0. */
  parse(bytes: Uint8Array, start: number, end: number, place: { line: number; row: number }): void {
    if (!this.#parsePlainLine(bytes, start, end))
      this.#parseText(new TextDecoder().decode(bytes.slice(start, end)), place);
  }

  #parsePlainLine(bytes: Uint8Array, start: number, end: number): boolean {
    if (!this.#findFields(bytes, start, end)) return false;
    const { user, item, rating, time } = this.#format.columns;
    const starts = this.#fieldStarts;
    const ends = this.#fieldEnds;
    const userId = parseDigits(bytes, starts[user]!, ends[user]!);
    const itemId = parseDigits(bytes, starts[item]!, ends[item]!);
    const code = parsePlainCode(bytes, starts[rating]!, ends[rating]!);
    const seconds = time === undefined ? 0 : parseDigits(bytes, starts[time]!, ends[time]!);
    if (userId === NOT_PLAIN || itemId === NOT_PLAIN || code === NOT_PLAIN || seconds === NOT_PLAIN) return false;
    if (userId > LARGEST_EXTERNAL_ID || itemId > LARGEST_EXTERNAL_ID || seconds >= 2 ** 32) return false;
    this.#targets.columns.add(userId, itemId, code, seconds);
    return true;
  }

  #findFields(bytes: Uint8Array, start: number, end: number): boolean {
    const needed = this.#fieldStarts.length;
    let field = 0;
    let fieldStart = start;
    for (let at = start; at < end; at += 1) {
      if (bytes[at] !== this.#delimiter) continue;
      if (this.#delimiterLength === 2 && bytes[at + 1] !== this.#delimiter) continue;
      if (this.#mayBeQuoted(bytes[fieldStart]!)) return false;
      this.#fieldStarts[field] = fieldStart;
      this.#fieldEnds[field] = at;
      field += 1;
      if (field === needed) return true;
      at += this.#delimiterLength - 1;
      fieldStart = at + 1;
    }
    this.#fieldStarts[field] = fieldStart;
    this.#fieldEnds[field] = end;
    return field === needed - 1;
  }

  /** By a field's first byte: what looks like its end may be within quotation marks then. */
  #mayBeQuoted(first: number): boolean {
    return this.#usesQuotes && (first === QUOTE || first <= SPACE);
  }

  #parseText(text: string, { line, row }: { line: number; row: number }): void {
    const { columns, rejected, file } = this.#targets;
    const result = readFields(splitFields(text, this.#format.delimiter), this.#format);
    if (typeof result === 'string') rejected.add(row, { file, line, reason: result, text });
    else columns.add(...result);
  }
}

type Rating = readonly [user: number, item: number, code: number, time: number];

/** The values of a line's or row's fields, or what is wrong with them. */
function readFields(fields: readonly string[], { columns, delimiter }: RatingFormat): Rating | string {
  const { user, item, rating, time } = columns;
  const needed = Math.max(user, item, rating, time ?? 0) + 1;
  if (fields.length < needed) {
    const separator = delimiter === '\t' ? 'tabs' : `“${delimiter}”`;
    const found = fields.length === 1 ? 'one field' : `${fields.length} fields`;
    return `the line has ${found}, ${needed} are needed (separated by ${separator})`;
  }
  const values: readonly FieldValue[] = [
    parseId(fields[user]!, 'user'),
    parseId(fields[item]!, 'item'),
    parseCode(fields[rating]!),
    time === undefined ? 0 : parseTime(fields[time]!),
  ];
  const reasons = values.filter((value) => typeof value === 'string');
  return reasons.length > 0 ? reasons.join('; ') : (values as Rating);
}

function parseDigits(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 10) return NOT_PLAIN;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte < ZERO || byte > NINE) return NOT_PLAIN;
    value = value * 10 + (byte - ZERO);
  }
  return value;
}

function parsePlainCode(bytes: Uint8Array, start: number, end: number): number {
  const whole = bytes[start]! - ZERO;
  if (end - start === 1) return whole >= 1 && whole <= 5 ? whole * 2 : NOT_PLAIN;
  if (end - start !== 3 || bytes[start + 1] !== POINT || whole < 0 || whole > 5) return NOT_PLAIN;
  const tenths = bytes[start + 2]! - ZERO;
  if (tenths !== 0 && tenths !== 5) return NOT_PLAIN;
  const code = whole * 2 + (tenths === 5 ? 1 : 0);
  return code >= 1 && code <= 10 ? code : NOT_PLAIN;
}
