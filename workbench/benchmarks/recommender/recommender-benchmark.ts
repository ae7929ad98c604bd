import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { readRatings } from '@starweave/recommender';
import type { Benchmark, BenchmarkOptions, Figure } from '../figures.ts';
import { generateRatings } from './generate-ratings.ts';
import { scaleSize } from './generated-size.ts';
import { measureAccuracy } from './measure-accuracy.ts';
import { compareWithPeers } from './measure-peers.ts';
import { createRandomNumbers } from './random-numbers.ts';

const FOLDS = 5;
const PLANTED_RATINGS = 100_000;
const TIMED_RATINGS = 1_000_000;

export const recommenderBenchmark: Benchmark = {
  name: 'recommender',
  summary: 'accuracy of every method on a MovieLens folder (--ratings) or made-up ratings',
  async run(options) {
    const data = findRatings(options);
    return inScratch(async (scratch) => {
      const threads = availableParallelism();
      const accuracy = await measureAccuracy({
        folder: data,
        folds: await writeFolds(data, scratch),
        threads,
        scratch,
        methods: options.methods,
      });
      return [await describeData(data, options.ratings === undefined), ...accuracy];
    });
  },
};

export const recommenderPeersBenchmark: Benchmark = {
  name: 'recommender-peers',
  summary: 'the same predictions as Surprise on the same folder, and speed beside Python (--python) on made-up ratings',
  async run(options) {
    const { python, methods } = options;
    if (python === undefined) {
      console.log(
        'Skipped: peers. Name a Python with scikit-surprise, implicit, scikit-learn and myfm by --python PATH.',
      );
      return [];
    }
    const data = findRatings(options);
    const timed = findGenerated(options, TIMED_RATINGS);
    return inScratch(async (scratch) => {
      const parity = { ratings: path.join(data, 'ratings.csv'), folds: await writeFolds(data, scratch) };
      const speed = { ratings: path.join(timed, 'ratings.csv'), folds: await writeFolds(timed, scratch) };
      return compareWithPeers({ python, methods, threads: availableParallelism(), scratch, parity, speed });
    });
  },
};

async function inScratch(measure: (folder: string) => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'starweave-bench-'));
  try {
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function findRatings(options: BenchmarkOptions): string {
  return options.ratings ?? findGenerated(options, PLANTED_RATINGS);
}

/** The folder of made-up ratings, made where it isn't there. */
export function findGenerated({ cache }: BenchmarkOptions, ratings: number): string {
  const folder = path.join(cache ?? path.join(homedir(), '.cache/starweave-bench'), `ratings-${ratings}`);
  if (existsSync(folder)) return folder;
  console.log(`Making ${ratings} ratings in ${folder} …`);
  generateRatings(folder, scaleSize(ratings));
  return folder;
}

async function describeData(folder: string, isGenerated: boolean): Promise<Figure> {
  const { table } = await readRatings(folder);
  return {
    name: 'Ratings',
    value: `${table.ratingCount} by ${table.users.count} people of ${table.items.count} films`,
    how: isGenerated
      ? 'made up, with MovieLens’s skew; not what people said'
      : `the folder that --ratings named, ${path.basename(path.resolve(folder))}`,
  };
}

/** A file with a fold for every row of the folder's ratings, one byte each, drawn at random. */
async function writeFolds(folder: string, scratch: string): Promise<string> {
  const { rowCount } = await readRatings(folder);
  const random = createRandomNumbers(1);
  const order = Uint32Array.from({ length: rowCount }, (_, row) => row);
  for (let last = rowCount - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  const folds = new Uint8Array(rowCount);
  order.forEach((row, place) => {
    folds[row] = place % FOLDS;
  });
  const file = path.join(scratch, `${path.basename(path.resolve(folder))}.folds`);
  writeFileSync(file, folds);
  return file;
}
