import { DataFileError } from '../errors.ts';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const LONGEST_LINE_BYTES = 1024 * 1024;

/** Called with each line that isn't empty: its bytes from `start` to `end`, without line feed, and its number from 1. */
export type LineHandler = (bytes: Uint8Array, start: number, end: number, line: number) => void;

/**
 * Cuts a stream of bytes into lines; a line that spans chunks is put together in a buffer. Lines end with a line feed, a carriage
 * return before it counted in, or with a carriage return alone where the file's beginning has no line feed (as on old Macs).
 */
export class LineSplitter {
  readonly #file: string;
  readonly #handle: LineHandler;
  #rest = new Uint8Array(0);
  #line = 0;
  #lineEnd: number | undefined;

  constructor(file: string, handle: LineHandler) {
    this.#file = file;
    this.#handle = handle;
  }

  push(bytes: Uint8Array): void {
    // While nothing tells how lines end, what is there may hold ends of lines.
    const chunk = this.#lineEnd === undefined ? this.#joinRest(bytes) : bytes;
    this.#lineEnd ??= findLineEnd(chunk);
    const lineEnd = this.#lineEnd ?? LINE_FEED;
    let start = 0;
    if (this.#rest.length > 0) {
      const end = chunk.indexOf(lineEnd);
      if (end === -1) {
        this.#keep(chunk);
        return;
      }
      this.#keep(chunk.subarray(0, end));
      this.#emit(this.#rest, 0, this.#rest.length);
      this.#rest = new Uint8Array(0);
      start = end + 1;
    }
    for (;;) {
      const end = chunk.indexOf(lineEnd, start);
      if (end === -1) break;
      this.#emit(chunk, start, end);
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** The last line, when no line feed ends it. */
  finish(): void {
    if (this.#rest.length > 0) this.#emit(this.#rest, 0, this.#rest.length);
    this.#rest = new Uint8Array(0);
  }

  #emit(bytes: Uint8Array, start: number, end: number): void {
    this.#line += 1;
    const last = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    const first = this.#line === 1 && startsWithMark(bytes, start) ? start + 3 : start;
    if (last > first) this.#handle(bytes, first, last, this.#line);
  }

  #joinRest(bytes: Uint8Array): Uint8Array {
    const joined = Buffer.concat([this.#rest, bytes]);
    this.#rest = new Uint8Array(0);
    return joined;
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#rest.length + bytes.length;
    if (length > LONGEST_LINE_BYTES) {
      throw new DataFileError(
        'encoding',
        `Line ${this.#line + 1} of ${this.#file} is longer than a megabyte: this isn't a text file of ratings.`,
      );
    }
    const joined = new Uint8Array(length);
    joined.set(this.#rest);
    joined.set(bytes, this.#rest.length);
    this.#rest = joined;
  }
}

/** `undefined` while nothing tells: a carriage return at the end may have its line feed in the next chunk. */
function findLineEnd(chunk: Uint8Array): number | undefined {
  if (chunk.includes(LINE_FEED)) return LINE_FEED;
  const at = chunk.indexOf(CARRIAGE_RETURN);
  return at === -1 || at === chunk.length - 1 ? undefined : CARRIAGE_RETURN;
}

/** UTF-8's byte order mark. */
function startsWithMark(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
}
