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

/** The lines of a text that aren't empty, with their numbers from 1. With `quoted`, a quoted field may span lines. */
export function* listLines(text: string, quoted: boolean): Generator<{ readonly text: string; readonly line: number }> {
  let line = 0;
  let start = 0;
  while (start < text.length) {
    const first = line + 1;
    let end = start;
    let quotes = 0;
    do {
      const from = line < first ? start : end + 1;
      const next = text.indexOf('\n', from);
      end = next === -1 ? text.length : next;
      if (quoted) quotes += countQuotes(text.slice(from, end));
      line += 1;
    } while (quotes % 2 === 1 && end < text.length && line - first < LONGEST_FIELD_LINES);
    const content = text.slice(start, end).replace(/\r$/, '');
    if (content !== '') yield { text: content, line: first };
    start = end + 1;
  }
}

function countQuotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count += 1;
  return count;
}
