import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { createFolder } from '../readers/test-data-folder.ts';
import type { ArrayPlace } from './ratings-header.ts';
import { readWholeFile } from './read-whole-file.ts';
import { RunningChecksum } from './running-checksum.ts';

const content = Uint8Array.from({ length: 1000 }, (_, place) => (place * 31) % 251);

function writeContent(length: number): string {
  const file = path.join(createFolder(), 'numbers.bin');
  writeFileSync(file, content.subarray(0, length));
  return file;
}

it.each([
  [0, 300, [0]],
  [299, 300, [299]],
  [300, 300, [300]],
  [301, 300, [300, 301]],
  [1000, 300, [300, 600, 900, 1000]],
])('reads %d bytes in pieces of %d', async (length, pieceBytes, expected) => {
  const read = readWholeFile(
    writeContent(length),
    async ({ bytes, progress }) => {
      const ends: number[] = [];
      for await (const end of progress) {
        expect(bytes.subarray(0, end)).toEqual(content.subarray(0, end));
        ends.push(end);
      }
      return { bytes, ends };
    },
    pieceBytes,
  );
  const { bytes, ends } = await read;
  expect(ends).toEqual(expected);
  expect(bytes).toEqual(content.subarray(0, length));
  expect(bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
});

it('lets whoever reads stop early, and tells that there is no file', async () => {
  expect(await readWholeFile(writeContent(1000), async () => 'enough', 10)).toBe('enough');
  await expect(readWholeFile('/nowhere/numbers.bin', async () => 1)).rejects.toThrow('ENOENT');
});

it('sums arrays up without the gaps between them, however much is there each time', () => {
  const places: readonly ArrayPlace[] = [
    { name: 'first', type: 'u32', start: 64, length: 25 },
    { name: 'empty', type: 'u8', start: 192, length: 0 },
    { name: 'second', type: 'u8', start: 192, length: 333 },
    { name: 'third', type: 'u32', start: 576, length: 106 },
  ];
  const expected = [content.subarray(64, 164), content.subarray(192, 525), content.subarray(576)].reduce(
    (sum, piece) => crc32(piece, sum),
    0,
  );
  for (const step of [1, 7, 64, 130, 999, 1000]) {
    const checksum = new RunningChecksum(places);
    for (let end = 0; end < 1000; end += step) checksum.advance(content, end);
    checksum.advance(content, 1000);
    expect(checksum.value).toBe(expected);
  }
});
