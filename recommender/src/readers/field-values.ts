import { LARGEST_EXTERNAL_ID } from '../interactions/id-index.ts';

const LARGEST_TIME = 2 ** 32 - 1;
const SHOWN_CHARACTERS = 80;

/** A value, or what is wrong with its text. */
export type FieldValue = number | string;

/** An external id: an integer from 0 to 2^31 − 1, also when it is written as `12.0`. */
export function parseId(text: string, what: 'user' | 'item'): FieldValue {
  const id = parseNumber(text);
  if (Number.isInteger(id) && id >= 0 && id <= LARGEST_EXTERNAL_ID) return id;
  return `the ${what} id “${shorten(text)}” isn't an integer from 0 to ${LARGEST_EXTERNAL_ID}`;
}

/** A rating in stars as half stars, 1 to 10. */
export function parseCode(text: string): FieldValue {
  const code = parseNumber(text) * 2;
  if (Number.isInteger(code) && code >= 1 && code <= 10) return code;
  return `the rating “${shorten(text)}” isn't one of 0.5, 1, 1.5 … 5`;
}

/** A time as whole seconds since 1970: a number of seconds, or a date that ISO 8601 describes (UTC when it names no zone). */
export function parseTime(text: string): FieldValue {
  const isDate = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)/.test(text);
  const seconds = isDate ? parseDate(text) : Math.floor(parseNumber(text));
  if (seconds >= 0 && seconds <= LARGEST_TIME) return seconds;
  return `the time “${shorten(text)}” isn't a number of seconds since 1970, up to ${LARGEST_TIME}, or a date like 2023-10-12`;
}

function parseDate(text: string): number {
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10));
  const iso = text.replace(' ', 'T');
  return Math.floor(Date.parse(text.length > 10 && !hasZone ? `${iso}Z` : iso) / 1000);
}

function parseNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

/** A field can be as long as a line: a message shows its start. */
function shorten(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
