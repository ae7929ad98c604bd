import { crc32 } from 'node:zlib';
import type { ArrayPlace } from './ratings-header.ts';

/** The CRC-32 of arrays, one after the other without the gaps between them, as far as they are there. */
export class RunningChecksum {
  value = 0;
  readonly #places: readonly ArrayPlace[];
  #place = 0;
  /** Of the array at `#place`, how much is in it. */
  #doneBytes = 0;

  constructor(places: readonly ArrayPlace[]) {
    this.#places = places;
  }

  /** @param readBytes how much of the file is there; never less than before */
  advance(bytes: Uint8Array, readBytes: number): void {
    for (; this.#place < this.#places.length; this.#place += 1) {
      const { start, length, type } = this.#places[this.#place]!;
      const end = start + length * (type === 'u32' ? 4 : 1);
      const until = Math.min(end, readBytes);
      if (until > start + this.#doneBytes) {
        this.value = crc32(bytes.subarray(start + this.#doneBytes, until), this.value);
        this.#doneBytes = until - start;
      }
      if (until < end) return;
      this.#doneBytes = 0;
    }
  }
}
