// How well one scorer does, in a process of its own: node accuracy-process.ts JOB, where JOB is an AccuracyJob as JSON.
// Prints an AccuracyReport as its last line.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { evaluateFiles } from '@starweave/recommender';
import type { AccuracyJob, AccuracyReport } from './accuracy-job.ts';

const job = JSON.parse(process.argv[2]!) as AccuracyJob;
const ratings = path.join(job.folder, 'ratings.csv');
const movies = path.join(job.folder, 'movies.csv');
const report = await evaluateFiles({
  algorithm: job.id,
  files:
    job.folds === undefined
      ? { kind: 'split', ratings, split: 'leave-last-out' }
      : { kind: 'folds', ratings, folds: job.folds },
  items: existsSync(movies) ? movies : undefined,
  protocol: job.folds === undefined ? 'leave-one-out' : 'ratings',
  fitOptions: { threads: job.threads },
  // The processor's time, whatever else the machine does.
  clock: () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000,
});
const predictions = report.cases.map((one) => one.predictions);
const predicted = Float64Array.from(predictions.flatMap((one) => [...one.predicted]));
const actual = Float64Array.from(predictions.flatMap((one) => [...one.actual]));
writeFileSync(
  job.errors,
  predicted.map((rating, row) => (rating - actual[row]!) ** 2),
);
const result: AccuracyReport = {
  rmse: report.rmse,
  mae: report.mae,
  trainRmse: report.trainRmse,
  fitSeconds: report.fitSeconds / report.cases.length,
  predictSeconds: report.predictSeconds / report.cases.length,
  testCount: actual.length / report.cases.length,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  ranking: report.ranking,
};
console.log(JSON.stringify(result));
