import { describe, expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

/** The lines of a text that comes in pieces of so many bytes, with their numbers. */
function split(text: string, pieceBytes: number): [line: number, text: string][] {
  const lines: [number, string][] = [];
  const splitter = new LineSplitter('x', (bytes, start, end, line) => {
    lines.push([line, Buffer.from(bytes.subarray(start, end)).toString()]);
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) splitter.push(bytes.subarray(at, at + pieceBytes));
  splitter.finish();
  return lines;
}

describe('LineSplitter', () => {
  const content = ['user,item', 'ä,1', '', '2,22', '', '3,333'];

  it.each(['\n', '\r\n', '\r'])('finds the same lines whatever the pieces, ended by %j', (lineEnd) => {
    const expected = content.flatMap((text, index) => (text === '' ? [] : [[index + 1, text]]));
    for (const end of ['', lineEnd]) {
      for (const mark of ['', '\uFEFF']) {
        const text = `${mark}${content.join(lineEnd)}${end}`;
        for (const pieceBytes of [1, 2, 3, 4, 5, 7, 9, 10, 11, 12, 13, 14, 100]) {
          expect(split(text, pieceBytes), `pieces of ${pieceBytes}`).toEqual(expected);
        }
      }
    }
  });

  it('refuses a line of more than a megabyte, also in small pieces', () => {
    expect(() => split('x'.repeat(2 ** 20 + 2), 2 ** 18)).toThrow('Line 1 of x is longer than a megabyte');
  });
});
