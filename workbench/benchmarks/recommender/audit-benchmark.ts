import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { evaluateFiles } from '@starweave/recommender';
import type { Benchmark, Figure } from '../figures.ts';
import { createRandomNumbers } from './random-numbers.ts';

const METHODS = ['baseline', 'svd-biased', 'bayesian-mf'];
/** One rating in so many is held out. */
const PARTS = 5;

/** What a method's held-out error rests on: the same ratings with one thing taken away at a time. */
export const recommenderAuditBenchmark: Benchmark = {
  name: 'recommender-audit',
  summary:
    'what held-out predictions rest on: ratings shuffled, times taken away (--ratings FOLDER in MovieLens’s format)',
  async run({ ratings, methods = METHODS }) {
    if (ratings === undefined) {
      console.log('Skipped: recommender-audit. Name a folder in MovieLens’s format by --ratings FOLDER.');
      return [];
    }
    const scratch = mkdtempSync(path.join(tmpdir(), 'starweave-audit-'));
    try {
      const files = writeVariants(ratings, scratch);
      const figures: Figure[] = [describeChance(files.held)];
      for (const method of methods) figures.push(...(await auditMethod(method, ratings, files)));
      return figures;
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};

type Row = readonly [user: string, item: string, stars: string, time: string];

interface Variants {
  readonly held: readonly Row[];
  /** A training and a test file for each thing that is taken away. */
  readonly pairs: Readonly<Record<'asTheyAre' | 'testShuffled' | 'trainShuffled' | 'noTimes' | 'timesShuffled', Pair>>;
}

interface Pair {
  readonly train: string;
  readonly test: string;
}

function writeVariants(folder: string, scratch: string): Variants {
  const random = createRandomNumbers(2);
  const lines = readFileSync(path.join(folder, 'ratings.csv'), 'utf8').split(/\r?\n/).slice(1);
  const rows = lines.filter((line) => line !== '').map((line) => line.split(',') as unknown as Row);
  const isHeld = rows.map(() => random() < 1 / PARTS);
  const held = rows.filter((_, row) => isHeld[row]);
  const kept = rows.filter((_, row) => !isHeld[row]);
  const write = (name: string, own: readonly Row[], columns = 4) => {
    const file = path.join(scratch, `${name}.csv`);
    const head = ['userId', 'movieId', 'rating', 'timestamp'].slice(0, columns);
    writeFileSync(file, [head, ...own.map((row) => row.slice(0, columns))].map((row) => row.join(',')).join('\n'));
    return file;
  };
  const [train, test] = [write('train', kept), write('test', held)];
  return {
    held,
    pairs: {
      asTheyAre: { train, test },
      testShuffled: { train, test: write('test-shuffled', shuffleColumn(held, 2, random)) },
      trainShuffled: { train: write('train-shuffled', shuffleColumn(kept, 2, random)), test },
      noTimes: { train: write('train-no-times', kept, 3), test: write('test-no-times', held, 3) },
      timesShuffled: {
        train: write('train-times', shuffleColumn(kept, 3, random)),
        test: write('test-times', shuffleColumn(held, 3, random)),
      },
    },
  };
}

function shuffleColumn(rows: readonly Row[], column: number, random: () => number): Row[] {
  const values = rows.map((row) => row[column]!);
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [values[last], values[other]] = [values[other]!, values[last]!];
  }
  return rows.map((row, index) => row.map((value, at) => (at === column ? values[index]! : value)) as unknown as Row);
}

function describeChance(held: readonly Row[]): Figure {
  const stars = held.map((row) => Number(row[2]));
  const mean = stars.reduce((sum, one) => sum + one, 0) / stars.length;
  const deviation = Math.sqrt(stars.reduce((sum, one) => sum + (one - mean) ** 2, 0) / stars.length);
  return {
    name: 'Chance',
    value: deviation.toFixed(4),
    how: `RMSE of the held-out ratings’ own mean; ${held.length} ratings, one in ${PARTS} at random`,
  };
}

function describeStrangers({ unknownUserCount, card }: Awaited<ReturnType<typeof evaluateFiles>>): string {
  return `${((100 * unknownUserCount) / card.testCount).toFixed(0)} % of it by people without a rating till then`;
}

async function auditMethod(method: string, folder: string, { pairs }: Variants): Promise<Figure[]> {
  const items = path.join(folder, 'movies.csv');
  const evaluate = (files: Parameters<typeof evaluateFiles>[0]['files'], withItems = true) =>
    evaluateFiles({ algorithm: method, files, items: withItems ? items : undefined, clock: () => performance.now() });
  const run = (pair: Pair, withItems = true) => evaluate({ kind: 'given', ...pair }, withItems);
  const plain = await run(pairs.asTheyAre);
  const [mixed, learntNothing] = [await run(pairs.testShuffled), await run(pairs.trainShuffled)];
  const [timeless, mistimed] = [await run(pairs.noTimes), await run(pairs.timesShuffled)];
  const ratingsAlone = await run(pairs.asTheyAre, false);
  const later = await evaluate({ kind: 'split', ratings: path.join(folder, 'ratings.csv'), split: 'temporal' });
  const predictions = ({ cases }: typeof plain) => cases[0]!.predictions.predicted;
  const differ = (other: typeof plain) =>
    predictions(plain).reduce((most, rating, row) => Math.max(most, Math.abs(rating - predictions(other)[row]!)), 0);
  const figure = (name: string, { rmse }: typeof plain, how: string): Figure => {
    return { name: `${method}: ${name}`, value: rmse.mean.toFixed(4), how };
  };
  console.log(`${method}: ${plain.rmse.mean.toFixed(4)}`);
  return [
    figure('RMSE', plain, `ratings and movies.csv; on training ratings ${plain.trainRmse.mean.toFixed(4)}`),
    figure('RMSE on ratings alone', ratingsAlone, 'without movies.csv'),
    figure('RMSE with test ratings shuffled', mixed, `predictions differ by at most ${differ(mixed)}`),
    figure('RMSE with training ratings shuffled', learntNothing, 'on the true test ratings'),
    figure('RMSE without times', timeless, `predictions differ by at most ${differ(timeless)}`),
    figure('RMSE with times shuffled', mistimed, `predictions differ by at most ${differ(mistimed)}`),
    figure('RMSE on the latest tenth', later, `fitted on what came before; ${describeStrangers(later)}`),
  ];
}
