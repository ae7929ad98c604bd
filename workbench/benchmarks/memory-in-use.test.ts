import { expect, it } from 'vitest';
import { readMemoryInUse } from './memory-in-use.ts';

const [pieces, pieceBytes] = [500, 100_000];

it('counts what is held, and not what was freed', ({ skip }) => {
  const before = readMemoryInUse() ?? skip('This system has no mallinfo2.');
  const grownBytes = () => (readMemoryInUse() as number) - before;
  const held = Array.from({ length: pieces }, () => new ArrayBuffer(pieceBytes));
  expect(grownBytes() / (pieces * pieceBytes)).toBeCloseTo(1, 1);
  // Frees its memory at once, where garbage would be collected at some time.
  for (const buffer of held) buffer.transfer(0);
  expect(grownBytes() / (pieces * pieceBytes)).toBeCloseTo(0, 1);
});
