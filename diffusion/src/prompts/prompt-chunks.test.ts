import { describe, expect, it } from 'vitest';
import { type PromptUnit, splitIntoChunks } from './prompt-chunks.ts';

const comma = 99;
/** Numbers are ids of one token each, lists are vectors that stay together. */
const unitsOf = (ids: readonly (number | readonly number[] | 'break')[]) =>
  ids.map((id): PromptUnit | 'break' => {
    if (id === 'break') return id;
    const slots = typeof id === 'number' ? [{ id, weight: 1 }] : id.map((each) => ({ id: each, weight: 1 }));
    return slots;
  });
const split = (ids: readonly (number | readonly number[] | 'break')[], commaBacktrack: number) =>
  splitIntoChunks(unitsOf(ids), { room: 5, commaId: comma, commaBacktrack }).map((chunk) => chunk.map(({ id }) => id));

// Worked out by hand from the rules.
describe('splitIntoChunks', () => {
  it.each([
    ['nothing', [], [[]]],
    ['a full chunk', [1, 2, 3, 4, 5], [[1, 2, 3, 4, 5]]],
    ['one more', [1, 2, 3, 4, 5, 6], [[1, 2, 3, 4, 5], [6]]],
    ['a break', [1, 'break', 2], [[1], [2]]],
    ['a break at either end', ['break', 1, 'break'], [[], [1]]],
    ['two breaks', [1, 'break', 'break', 2], [[1], [], [2]]],
    ['a break after a full chunk', [1, 2, 3, 4, 5, 'break', 6], [[1, 2, 3, 4, 5], [6]]],
    ['vectors that fit', [1, 2, [3, 4, 5]], [[1, 2, 3, 4, 5]]],
    [
      'vectors that do not',
      [1, 2, 3, [4, 5, 6], 7],
      [
        [1, 2, 3],
        [4, 5, 6, 7],
      ],
    ],
  ] as const)('cuts %s', (_, ids, chunks) => {
    expect(split(ids, 0)).toEqual(chunks);
  });

  it.each([
    [
      'far enough back',
      4,
      [1, comma, 3, 4, 5, 6],
      [
        [1, comma],
        [3, 4, 5, 6],
      ],
    ],
    ['too far back', 3, [1, comma, 3, 4, 5, 6], [[1, comma, 3, 4, 5], [6]]],
    [
      'the last one',
      5,
      [comma, 2, comma, 4, 5, 6],
      [
        [comma, 2, comma],
        [4, 5, 6],
      ],
    ],
    ['at the end', 5, [1, 2, 3, 4, comma, 6], [[1, 2, 3, 4, comma], [6]]],
    [
      'after the end',
      5,
      [1, comma, 3, 4, 5, comma, 7],
      [
        [1, comma, 3, 4, 5],
        [comma, 7],
      ],
    ],
    ['in the chunk before only', 5, [1, 2, 3, comma, 5, 6, 7, 8, 9, 10], [[1, 2, 3, comma], [5, 6, 7, 8, 9], [10]]],
    [
      'with vectors behind it',
      5,
      [1, comma, [3, 4], 5, 6],
      [
        [1, comma],
        [3, 4, 5, 6],
      ],
    ],
  ] as const)('looks for a comma %s', (_, backtrack, ids, chunks) => {
    expect(split(ids, backtrack)).toEqual(chunks);
  });
});
