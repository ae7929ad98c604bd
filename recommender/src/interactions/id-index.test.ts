import { MersenneTwister } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { createExternalIds, ExternalIdIndex, LARGEST_EXTERNAL_ID } from './id-index.ts';

describe('ExternalIdIndex', () => {
  it('numbers as a Map does, in the order of first appearance, beyond its expected size', () => {
    const twister = new MersenneTwister(1);
    const index = new ExternalIdIndex(3);
    const map = new Map<number, number>();
    for (let draw = 0; draw < 20_000; draw += 1) {
      const id = draw % 3 === 0 ? draw : twister.nextUint32() >>> 1;
      if (!map.has(id)) map.set(id, map.size);
      expect(index.add(id)).toBe(map.get(id));
    }
    expect(index.count).toBe(map.size);
    expect([...index.toArray()]).toEqual([...map.keys()]);
    for (const [id, position] of map) expect([index.indexOf(id), index.idAt(position)]).toEqual([position, id]);
  });

  it('tells ids that it has from those that it has not, at the ends of the range', () => {
    const index = createExternalIds([0, LARGEST_EXTERNAL_ID]);
    expect([index.indexOf(0), index.indexOf(LARGEST_EXTERNAL_ID), index.indexOf(1)]).toEqual([0, 1, undefined]);
    expect(index.indexOf(-1)).toBeUndefined();
    expect(index.indexOf(2 ** 32)).toBeUndefined();
    expect(() => index.idAt(2)).toThrow('from 0 to 1');
  });

  it.each([[[1, 1]], [[-1]], [[2 ** 31]], [[1.5]], [[Number.NaN]]])('refuses %j', (ids) => {
    expect(() => createExternalIds(ids)).toThrow(RangeError);
  });
});
