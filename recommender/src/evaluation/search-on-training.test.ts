import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RatingTable, selectRows } from '../interactions/rating-table.ts';
import { createPlantedRatings } from '../interactions/test-planted-ratings.ts';
import { leaveLastOut } from '../splitting/leave-last-out.ts';
import { evaluateFiles } from './evaluate-files.ts';
import type { EvaluationRequest } from './evaluation-request.ts';
import { drawNegatives, parseNegatives } from './sampled-negatives.ts';

const { table } = createPlantedRatings({ userCount: 60, itemCount: 120, ratingCount: 2400, seed: 9 });
const split = leaveLastOut(table, 5);
let folder: string;

const fileOf = (name: string) => path.join(folder, name);

function writeRatings(name: string, rows: Uint32Array, starsOf = (row: number) => table.codes[row]! / 2): string {
  const lines = Array.from(rows, (row) =>
    [nameUser(row), nameItem(row), starsOf(row), table.times![row]!].map(String).join(','),
  );
  writeFileSync(fileOf(name), `userId,movieId,rating,timestamp\n${lines.join('\n')}\n`);
  return fileOf(name);
}

const nameUser = (row: number) => table.users.idAt(table.userIndexes[row]!);
const nameItem = (row: number) => table.items.idAt(table.itemIndexes[row]!);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'starweave-search-'));
  writeRatings('train.csv', split.trainRows);
  writeRatings('test.csv', split.testRows);
  writeRatings('other-test.csv', split.testRows, () => 3);
  writeRatings(
    'all.csv',
    Uint32Array.from({ length: table.ratingCount }, (_, row) => row),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const space = { userRegularization: { minimum: 0.5, maximum: 60, scale: 'logarithmic' as const } };

async function evaluate(request: Partial<EvaluationRequest> = {}) {
  return evaluateFiles({
    ...{ algorithm: 'baseline', seed: 1, search: { space, trialCount: 6 }, clock: () => performance.now() },
    ...{ files: { kind: 'given', train: fileOf('train.csv'), test: fileOf('test.csv') } },
    ...request,
  });
}

describe('a search in an evaluation', () => {
  it('tries the given parameters first, sorts by held-out error, and evaluates the best', async () => {
    const { search, card, rmse } = await evaluate({ parameters: { itemRegularization: 4 } });
    const values = search!.trials.map(({ value }) => value);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(search!.trials).toHaveLength(6);
    expect(search!.trials.map(({ parameters }) => parameters)).toContainEqual({ itemRegularization: 4 });
    for (const { parameters } of search!.trials) expect(parameters.itemRegularization).toBe(4);
    expect(search!.best).toEqual(search!.trials[0]!.parameters);
    expect(card.parameters).toMatchObject(search!.best);
    expect(card.filters.at(-1)).toContain('best of 6 that were tried on training ratings alone');
    const alone = await evaluate({ search: undefined, parameters: search!.best });
    expect(rmse.mean).toBe(alone.rmse.mean);
    expect(alone.search).toBeUndefined();
  });

  it('tries nothing twice, neither given parameters nor defaults', async () => {
    for (const given of [{}, { epochs: 3 }]) {
      const search = { space: { epochs: { choices: [3, 10] } }, trialCount: 9 };
      const { search: found } = await evaluate({ parameters: given, search });
      // Ten epochs are the default.
      const tried = found!.trials.map(({ parameters }) => parameters.epochs ?? 10);
      expect([...tried].sort((a, b) => Number(a) - Number(b))).toEqual([3, 10]);
    }
  });

  it('measures trials as an evaluation of the same cut would', async () => {
    const { search } = await evaluate({ files: { kind: 'split', ratings: fileOf('all.csv'), split: 'temporal' } });
    const byTime = Array.from({ length: table.ratingCount }, (_, row) => row);
    const latest = (rows: readonly number[]) => {
      const border = rows.map((row) => table.times![row]!).sort((a, b) => a - b)[Math.floor(rows.length * 0.9)]!;
      return border;
    };
    const outer = byTime.filter((row) => table.times![row]! <= latest(byTime));
    const inner = outer.filter((row) => table.times![row]! <= latest(outer));
    writeRatings('inner.csv', Uint32Array.from(inner));
    writeRatings('inner-test.csv', Uint32Array.from(outer.filter((row) => !inner.includes(row))));
    const again = await evaluate({
      ...{ search: undefined, parameters: search!.best },
      files: { kind: 'given', train: fileOf('inner.csv'), test: fileOf('inner-test.csv') },
    });
    expect(search!.trials[0]!.value).toBe(again.rmse.mean);
  });

  it('never looks at the test ratings', async () => {
    const [one, other] = [
      await evaluate(),
      await evaluate({ files: { kind: 'given', train: fileOf('train.csv'), test: fileOf('other-test.csv') } }),
    ];
    expect(other.search!.trials).toEqual(one.search!.trials);
    expect(other.rmse.mean).not.toBe(one.rmse.mean);
  });

  it('evaluates one fold alone, because the others’ test ratings were searched on', async () => {
    const { cases, card } = await evaluate({ files: { kind: 'folds', ratings: fileOf('all.csv'), folds: 4 } });
    expect(cases.map(({ name }) => name)).toEqual(['fold 1 of 4']);
    expect(card.split).toBe('fold 1 of 4 alone, of 4 folds at random, seed 1');
  });

  it('searches by nDCG among drawn negatives where negatives are given', async () => {
    const lines = Array.from(split.testRows, (row) => `(${nameUser(row)},${nameItem(row)})\t${listUnrated(row, 20)}`);
    writeFileSync(fileOf('negatives'), lines.join('\n'));
    const { search, ranking } = await evaluate({
      ...{ algorithm: 'ease', protocol: 'leave-one-out', negatives: fileOf('negatives') },
      search: { space: { regularization: { choices: [0.01, 20, 100_000] } }, trialCount: 20 },
    });
    expect(search!.metric).toBe('ndcg_at_10');
    // The default and three choices, each once.
    expect(search!.trials).toHaveLength(4);
    const values = search!.trials.map(({ value }) => value);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(search!.best.regularization ?? 300).not.toBe(0.01);
    expect(ranking!.ndcg).toBeGreaterThan(0);
  });

  it.each([
    [{ magic: { choices: [1] } }, 'has no parameter "magic"'],
    [{ userRegularization: { minimum: -1, maximum: 5 } }, '"userRegularization" is -1. It must be'],
    [{ epochs: { minimum: 1, maximum: 5 } }, 'add "integer": true'],
    [{}, 'no parameters to look for'],
  ])('refuses the space %o before it fits', async (bad, message) => {
    await expect(evaluate({ search: { space: bad, trialCount: 3 } })).rejects.toThrow(message);
  });

  it('refuses to go on without end', async () => {
    await expect(evaluate({ search: { space } })).rejects.toThrow('needs a budget');
  });
});

function listUnrated(row: number, count: number): string {
  const own = new Set(listRated(table, nameUser(row)));
  const all = Array.from({ length: table.items.count }, (_, item) => table.items.idAt(item));
  return all
    .filter((item) => !own.has(item))
    .slice(0, count)
    .join('\t');
}

function listRated(from: RatingTable, user: number): number[] {
  const rows = Array.from({ length: from.ratingCount }, (_, row) => row);
  return rows
    .filter((row) => from.users.idAt(from.userIndexes[row]!) === user)
    .map((row) => from.items.idAt(from.itemIndexes[row]!));
}

it('draws negatives that nobody rated, none twice, every item about as often', () => {
  const test = selectRows(table, split.testRows);
  const lists = parseNegatives('(1,2)\t3\t4\t5\t6\t7\t8\t9\n');
  const drawn = drawNegatives(table, test, { lists, seed: 3 });
  const times = new Map<number, number>();
  expect(drawn.size).toBe(test.ratingCount);
  for (const [pair, items] of drawn) {
    const [user] = pair.split(',').map(Number);
    const rated = listRated(table, user!);
    expect(new Set(items).size).toBe(7);
    for (const item of items) {
      expect(rated).not.toContain(item);
      times.set(item, (times.get(item) ?? 0) + 1);
    }
  }
  expect(drawNegatives(table, test, { lists, seed: 3 })).toEqual(drawn);
  // Popular films are passed over for many people; the rest comes round in turn: 300 lists of 7 over 120 items are 17.5 each.
  expect(Math.max(...times.values())).toBeLessThan(40);
});
