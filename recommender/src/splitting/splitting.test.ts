import { describe, expect, it } from 'vitest';
import { EvaluationError } from '../errors.ts';
import { createPlantedRatings } from '../interactions/test-planted-ratings.ts';
import { drawFolds, parseFolds, splitByFolds } from './folds.ts';
import { holdOutUsers } from './hold-out-users.ts';
import { leaveLastOut, splitByTime } from './leave-last-out.ts';
import { shuffleIndexes } from './shuffle.ts';
import type { Split } from './split.ts';

const { table } = createPlantedRatings({ userCount: 40, itemCount: 80, ratingCount: 1200, order: 'shuffled', seed: 2 });
const { times, userIndexes, ratingCount } = table;
const allRows = Array.from({ length: ratingCount }, (_, row) => row);

function expectPartition(split: Split, ...others: Uint32Array[]): void {
  const rows = [...split.trainRows, ...split.testRows, ...others.flatMap((other) => [...other])];
  expect(rows.sort((a, b) => a - b)).toEqual(allRows);
  expect([...split.testRows]).toEqual([...split.testRows].sort((a, b) => a - b));
}

describe('shuffleIndexes', () => {
  it('is a permutation, the seed’s own, and even', () => {
    expect([...shuffleIndexes(100, 1)].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(shuffleIndexes(100, 1)).toEqual(shuffleIndexes(100, 1));
    expect(shuffleIndexes(100, 1)).not.toEqual(shuffleIndexes(100, 2));
    // Each of the 6 orders of 3 comes 1000 times of 6000, give or take 5 standard deviations of 29.
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed += 1) {
      const order = shuffleIndexes(3, seed).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * 29);
  });
});

describe('folds', () => {
  it('cut all rows into nearly equal parts, each the test set once', () => {
    const splits = splitByFolds(drawFolds(ratingCount, 7, 3));
    expect(splits).toHaveLength(7);
    for (const split of splits) {
      expectPartition(split);
      expect(Math.abs(split.testRows.length - ratingCount / 7)).toBeLessThanOrEqual(1);
    }
    expect(splits.flatMap(({ testRows }) => [...testRows]).sort((a, b) => a - b)).toEqual(allRows);
  });

  it('are as a file says, in numbers or digits, without the rows that were left out', () => {
    const digits = new TextEncoder().encode('0120');
    expect([...parseFolds(digits, 4, new Uint32Array(0))]).toEqual([0, 1, 2, 0]);
    expect([...parseFolds(new TextEncoder().encode('0\r\n1\n2\n0\n'), 4, Uint32Array.of(1))]).toEqual([0, 2, 0]);
    expect([...parseFolds(Uint8Array.of(3, 10, 200), 3, Uint32Array.of(0, 2))]).toEqual([10]);
    expect(() => parseFolds(digits, 5, new Uint32Array(0))).toThrow('has 4 rows, the ratings have 5');
  });

  it.each([1, 0, 2.5, 1201])('refuse to be %d', (count) => {
    expect(() => drawFolds(ratingCount, count, 0)).toThrow("can't be cut");
  });

  it('refuse a single one', () => expect(() => splitByFolds(new Uint8Array(5))).toThrow('at least two'));
});

describe('leaveLastOut', () => {
  it('holds out each user’s latest rating', () => {
    const split = leaveLastOut(table, 2);
    expectPartition(split);
    for (let user = 0; user < table.users.count; user += 1) {
      const own = allRows.filter((row) => userIndexes[row] === user).sort((a, b) => times![a]! - times![b]!);
      const held = [...split.testRows].filter((row) => userIndexes[row] === user);
      expect(held.sort((a, b) => times![a]! - times![b]!)).toEqual(own.slice(-2));
    }
  });

  it('takes the later row among equal times, leaves single ratings, and needs times', () => {
    const same = { ...table, ratingCount: 3, userIndexes: Uint32Array.of(0, 0, 1), times: Uint32Array.of(5, 5, 1) };
    expect([...leaveLastOut(same).testRows]).toEqual([1]);
    expect(() => leaveLastOut({ ...table, times: undefined })).toThrow('no times');
  });
});

describe('splitByTime', () => {
  it('tests on what came after everything that was learnt', () => {
    const split = splitByTime(table, 0.2);
    expectPartition(split);
    const last = Math.max(...[...split.trainRows].map((row) => times![row]!));
    const first = Math.min(...[...split.testRows].map((row) => times![row]!));
    expect(first).toBeGreaterThan(last);
    expect(split.testRows.length / ratingCount).toBeCloseTo(0.2, 1);
  });

  it.each([0, 1, Number.NaN])('refuses a share of %d', (share) =>
    expect(() => splitByTime(table, share)).toThrow('share'),
  );
  it('refuses times that are all the same', () => {
    expect(() => splitByTime({ ...table, times: new Uint32Array(ratingCount) }, 0.1)).toThrow('too much alike');
  });
});

describe('cuts that can not be made', () => {
  const timeless = { ...table, times: undefined };
  it.each([
    ['a last rating without times', () => leaveLastOut(timeless), 'Give a file with a column such as timestamp'],
    ['the latest ratings without times', () => splitByTime(timeless, 0.1), 'or cut the ratings into folds'],
    ['a last rating of people with one each', () => leaveLastOut(table, ratingCount), 'none is left to test on'],
  ])('refuses %s, and says what to do', (_name, cut, message) => {
    expect(cut).toThrow(EvaluationError);
    expect(cut).toThrow(message);
  });
});

describe('holdOutUsers', () => {
  it('keeps the test users out of the training rows and folds most of their ratings in', () => {
    const split = holdOutUsers(table, { userCount: 10, seed: 5 });
    expectPartition(split, split.historyRows);
    const usersOf = (rows: Uint32Array) => new Set([...rows].map((row) => userIndexes[row]!));
    expect(usersOf(split.testRows).size).toBe(10);
    expect(usersOf(split.historyRows)).toEqual(usersOf(split.testRows));
    expect([...usersOf(split.trainRows)].some((user) => usersOf(split.testRows).has(user))).toBe(false);
    const share = split.historyRows.length / (split.historyRows.length + split.testRows.length);
    expect(share).toBeCloseTo(0.8, 1);
    expect(holdOutUsers(table, { userCount: 10, seed: 5 })).toEqual(split);
  });

  it('refuses more users than there are', () => {
    expect(() => holdOutUsers(table, { userCount: 41, seed: 0 })).toThrow("41 users can't be held out");
  });
});
