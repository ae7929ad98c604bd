import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ScorerId } from '@starweave/recommender';
import { type Benchmark, computeQuantile, type Figure, formatMegabytes, formatSeconds } from '../figures.ts';
import { fullSize } from './generated-size.ts';
import { findGenerated } from './recommender-benchmark.ts';
import { commandOf, runJsonProcess } from './run-json-process.ts';
import type { FitReport, ImportReport, ScaleJob, ServeReport } from './scale-job.ts';

const command = commandOf(path.join(import.meta.dirname, 'scale-process.ts'));
const LISTED_USERS = 300;

interface PlannedFit {
  readonly id: ScorerId;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly bar?: string;
  readonly how: string;
}

const parts = 'svd-biased,svd,item-knn,user-knn,content';
const plannedFits: readonly PlannedFit[] = [
  { id: 'svd-biased', parameters: { epochs: 20 }, bar: '≤ 120 s', how: '100 factors, 20 epochs' },
  { id: 'svd', parameters: {}, bar: '≤ 120 s', how: 'defaults' },
  { id: 'item-knn', parameters: {}, bar: '≤ 600 s', how: 'defaults' },
  { id: 'content', parameters: {}, bar: '≤ 60 s', how: 'defaults; without reading films and tags' },
  { id: 'user-knn', parameters: {}, how: 'biases alone; neighbours are searched when somebody asks' },
  { id: 'hybrid', parameters: { parts }, how: `a blend of ${parts}, fitted before and shared` },
];

export const recommenderScaleBenchmark: Benchmark = {
  name: 'recommender-scale',
  summary: '32 million made-up ratings (or --ratings COUNT): import, fits, six models in memory, lists, sizes',
  async run(options) {
    const count = options.ratings === undefined ? fullSize.ratings : Number(options.ratings);
    if (!Number.isInteger(count) || count < 10_000)
      throw new RangeError('--ratings is a number of 10000 or more here.');
    const folder = findGenerated(options, count);
    const scratch = mkdtempSync(path.join(tmpdir(), 'starweave-bench-'));
    try {
      return await measure(folder, scratch);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};

async function measure(folder: string, scratch: string): Promise<readonly Figure[]> {
  const ratingsFile = path.join(scratch, 'ratings');
  const imported = await runStep<ImportReport>({ step: 'import', folder, ratingsFile });
  const figures: Figure[] = [...describeImport(imported)];
  const models: [ScorerId, string][] = [];
  let totalBytes = imported.sizeBytes;
  for (const fit of plannedFits) {
    const { id, parameters } = fit;
    const modelFile = path.join(scratch, `${id}.safetensors`);
    const shared = id === 'hybrid' ? { parts: models } : {};
    const report = await runStep<FitReport>({ step: 'fit', id, parameters, folder, ratingsFile, modelFile, ...shared });
    models.push([id, modelFile]);
    totalBytes += report.sizeBytes;
    figures.push(describeFit(fit, report));
  }
  figures.push({
    name: 'Ratings and models on the disk',
    value: formatMegabytes(totalBytes),
    bar: '≤ 400 MB',
    how: 'without the times of ratings, which no prediction needs',
  });
  const served = await runStep<ServeReport>({ step: 'serve', ratingsFile, models, users: LISTED_USERS });
  return [...figures, ...describeServing(served)];
}

async function runStep<Report>(job: ScaleJob): Promise<Report> {
  const report = await runJsonProcess<Report>(command, job);
  console.log(`${job.step}${job.step === 'fit' ? ` ${job.id}` : ''}: ${JSON.stringify(report).slice(0, 200)}`);
  return report;
}

function describeImport(report: ImportReport): readonly Figure[] {
  const { seconds, ratingCount, userCount, itemCount, sizeBytes, peakBytes } = report;
  return [
    {
      name: 'Ratings',
      value: `${ratingCount} by ${userCount} people of ${itemCount} films`,
      how: 'made up, with MovieLens’s skew (32,000,204 × 200,948 × 87,585 at the full size); films that nobody rated aren’t counted',
    },
    {
      name: 'Import',
      value: `${seconds.toFixed(1)} s`,
      bar: '≤ 60 s',
      how: `ratings.csv to a file of ${formatMegabytes(sizeBytes)}; peak memory ${formatMegabytes(peakBytes)}`,
    },
  ];
}

function describeFit({ id, bar, how }: PlannedFit, { seconds, sizeBytes, peakBytes }: FitReport): Figure {
  const facts = `${how}; model file ${formatMegabytes(sizeBytes)}, peak memory ${formatMegabytes(peakBytes)}`;
  return { name: `${id}: fit`, value: `${seconds.toFixed(1)} s`, ...(bar === undefined ? {} : { bar }), how: facts };
}

function describeServing(served: ServeReport): readonly Figure[] {
  const { seconds, ratingsSeconds, residentBytes, residentAfterBytes, listTimesMs } = served;
  return [
    {
      name: 'Load ratings and all six models',
      value: formatSeconds(seconds * 1000),
      bar: '≤ 2 s',
      how: `in one process, the files in the operating system’s cache; of it ratings ${formatSeconds(ratingsSeconds * 1000)}`,
    },
    {
      name: 'Memory with all six loaded',
      value: formatMegabytes(residentBytes),
      bar: '< 1000 MB',
      how: `resident size of the process; after the lists below ${formatMegabytes(residentAfterBytes)}`,
    },
    ...Object.entries(listTimesMs).map(([id, times]) => {
      const [half, most] = [0.5, 0.95].map((share) => `${computeQuantile(times, share).toFixed(1)} ms`);
      return {
        name: `${id}: ten films for a person, p95`,
        value: most!,
        bar: '≤ 30 ms',
        how: `${times.length} people spread over the data, each for the first time, on one thread; median ${half}`,
      };
    }),
  ];
}
