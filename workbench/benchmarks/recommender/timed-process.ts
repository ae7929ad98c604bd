// One timed run of ours in a process of its own: node timed-process.ts JOB, where JOB is an OwnJob as JSON. Prints a
// TimedReport as its last line.
import { readFileSync, writeFileSync } from 'node:fs';
import { createTrainingData, type FitProgress, findScorer, readRatings, selectRows } from '@starweave/recommender';
import type { OwnJob, TimedReport } from './timed-job.ts';

const job = JSON.parse(process.argv[2]!) as OwnJob;
const definition = findScorer(job.id);
if (definition === undefined) throw new Error(`There is no scorer ${job.id}.`);
const folds = readFileSync(job.folds);
const { table } = await readRatings(job.ratings);
const rows = Uint32Array.from({ length: table.ratingCount }, (_, row) => row);
const test = selectRows(
  table,
  rows.filter((row) => folds[row] === 0),
);
const training = createTrainingData(
  table,
  rows.filter((row) => folds[row] !== 0),
);

const epochStarts: number[] = [];
const onProgress = ({ stage }: FitProgress) => {
  if (stage.startsWith('epoch ')) epochStarts.push(performance.now());
};
const parameters = { ...(job.preset === undefined ? {} : definition.presets?.[job.preset]), ...job.parameters };
const started = performance.now();
const scorer = await definition.fit(training, parameters, { threads: job.threads, seed: 0, onProgress });
const fitSeconds = (performance.now() - started) / 1000;
const predicted = job.fitOnly === true ? new Float64Array() : predict();
const seconds = (performance.now() - started) / 1000;
if (job.predictions !== undefined) writeFileSync(job.predictions, predicted);
const epochSeconds = (epochStarts.at(-1)! - epochStarts[0]!) / 1000 / (epochStarts.length - 1);
const report: TimedReport = { fitSeconds, seconds: job.perEpoch === true ? epochSeconds : seconds, version: 'ours' };
console.log(JSON.stringify(report));

/** The test ratings, person by person, in their order. */
function predict(): Float64Array {
  const { interactions } = training;
  const rowsByUser = new Map<number, number[]>();
  test.userIndexes.subarray(0, test.ratingCount).forEach((user, row) => {
    const own = rowsByUser.get(user);
    if (own === undefined) rowsByUser.set(user, [row]);
    else own.push(row);
  });
  const ratings = new Float64Array(test.ratingCount);
  for (const [user, own] of rowsByUser) {
    const view = scorer.viewAs(interactions.users.indexOf(test.users.idAt(user)));
    for (const row of own) {
      ratings[row] = view.predict(interactions.items.indexOf(test.items.idAt(test.itemIndexes[row]!))).rating;
    }
  }
  return ratings;
}
