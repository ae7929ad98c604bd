import { describe, expect, it } from 'vitest';
import { chooseFitting, type SizedModel } from './choose-fitting.ts';

const model = (id: string, bytes: number, isBlend = false): SizedModel => ({ id, bytes, isBlend });
const six = [
  ...[model('tiny', 5), model('small', 10), model('middle', 30), model('large', 70), model('largest', 180)],
  model('blend', 160, true),
];
const choose = (models: readonly SizedModel[], roomBytes: number) => [...chooseFitting(models, roomBytes)].sort();

describe('what fits', () => {
  it.each([
    [455, ['blend', 'large', 'largest', 'middle', 'small', 'tiny']],
    // Of five, those with the blend that take most.
    [454, ['blend', 'large', 'largest', 'middle', 'small']],
    // As many with the largest in place of the blend, which is worth more.
    [300, ['blend', 'large', 'middle', 'small', 'tiny']],
    [274, ['blend', 'large', 'middle', 'small']],
    [204, ['large', 'middle', 'small', 'tiny']],
    [110, ['large', 'middle', 'small']],
    [16, ['small', 'tiny']],
    [14, ['small']],
    [4, []],
  ])('into %i', (roomBytes, expected) => {
    expect(choose(six, roomBytes)).toEqual(expected);
  });

  it('is never less with more room, and never more than there is', () => {
    let count = 0;
    for (let roomBytes = 0; roomBytes <= 460; roomBytes += 1) {
      const chosen = chooseFitting(six, roomBytes);
      expect(chosen.size).toBeGreaterThanOrEqual(count);
      const bytes = six.reduce((sum, { id, bytes: own }) => sum + (chosen.has(id) ? own : 0), 0);
      expect(bytes).toBeLessThanOrEqual(roomBytes);
      count = chosen.size;
    }
    expect(count).toBe(6);
  });

  it('is the same in whichever order models are named, also of very many', () => {
    const many = Array.from({ length: 40 }, (_, place) => model(`m${place}`, 10 + place));
    expect(choose(many.toReversed(), 100)).toEqual(choose(many, 100));
    // 10 + 11 + … + 16 = 91, and 17 more are too many.
    expect(choose(many, 100)).toHaveLength(7);
  });
});
