import { DataFileError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';

const LARGEST_TEXT_BYTES = 512 * 2 ** 20;
/** A quotation mark that is never closed takes no more lines than this with it. */
const LONGEST_FIELD_LINES = 200;

/** All bytes of a source. @throws DataFileError when there are more than `largestBytes` */
export async function readBytes(source: ByteSource, largestBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of source.readChunks()) {
    signal?.throwIfAborted();
    sizeBytes += chunk.length;
    if (sizeBytes > largestBytes) {
      throw new DataFileError(
        'too-large',
        `${source.name} is larger than ${largestBytes} bytes, the most that is read.`,
      );
    }
    chunks.push(chunk.slice());
  }
  return Buffer.concat(chunks, sizeBytes);
}

/**
 * A text file of any size up to 512 MiB: UTF-8, or Latin-1 where it isn't that, as the older MovieLens files. Where carriage
 * returns alone end its lines (as on old Macs), they come back as line feeds.
 */
export async function readText(source: ByteSource, signal?: AbortSignal): Promise<string> {
  const text = decodeText(await readBytes(source, LARGEST_TEXT_BYTES, signal));
  return text.includes('\n') ? text : text.replaceAll('\r', '\n');
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

/**
 * The lines of a text that aren't empty, with their numbers from 1. With a delimiter between whose fields quotation marks may
 * stand, a quoted field may span lines.
 */
export function* listLines(
  text: string,
  quotedBetween: string | undefined,
): Generator<{ readonly text: string; readonly line: number }> {
  let line = 0;
  let start = 0;
  while (start < text.length) {
    const first = line + 1;
    const quotes = new OpenQuotes(quotedBetween);
    let end = start;
    do {
      const from = line < first ? start : end + 1;
      const next = text.indexOf('\n', from);
      end = next === -1 ? text.length : next;
      quotes.read(text.slice(from, end));
      line += 1;
    } while (quotes.isOpen && end < text.length && line - first < LONGEST_FIELD_LINES);
    const content = text.slice(start, end).replace(/\r$/, '');
    if (content !== '') yield { text: content, line: first };
    start = end + 1;
  }
}

/** Whether a line ends within a quoted field, by the rules of `splitFields`: a mark after other letters opens none. */
class OpenQuotes {
  isOpen = false;
  #isFieldEmpty = true;
  readonly #delimiter: string | undefined;

  constructor(delimiter: string | undefined) {
    this.#delimiter = delimiter;
  }

  read(text: string): void {
    if (this.#delimiter === undefined || (!this.isOpen && !text.includes('"'))) return;
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at]!;
      if (character === '"' && this.isOpen && text[at + 1] === '"') {
        this.#isFieldEmpty = false;
        at += 1;
      } else if (character === '"' && (this.isOpen || this.#isFieldEmpty)) {
        this.isOpen = !this.isOpen;
      } else if (!this.isOpen && character === this.#delimiter) {
        this.#isFieldEmpty = true;
      } else if (character.trim() !== '') {
        this.#isFieldEmpty = false;
      }
    }
  }
}
