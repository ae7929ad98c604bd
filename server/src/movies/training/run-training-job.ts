import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import {
  findScorer,
  formatRejectedLine,
  loadScorer,
  readDataSet,
  type Scorer,
  type ScorerId,
} from '@starweave/recommender';
import { saveModelStandard } from '../../models/ledger/save-model-standard.ts';
import { firstAlgorithm } from '../algorithms/standard-algorithms.ts';
import { dataSetFiles } from '../data-sets/film-folder.ts';
import { loadTrainingData } from '../data-sets/load-data-set.ts';
import { saveDataSet } from '../data-sets/save-data-set.ts';
import { runBenchmark } from './run-benchmark.ts';
import type { TrainingJob, TrainingProgress } from './training-messages.ts';

type Report = (progress: TrainingProgress) => void;
type Job<Kind extends TrainingJob['kind']> = Extract<TrainingJob, { kind: Kind }>;

/** Does one job in this process. @throws the recommender's errors, and the system's when a disk is full */
export async function runTrainingJob(job: TrainingJob, report: Report): Promise<unknown> {
  switch (job.kind) {
    case 'read':
      return readSource(job, report);
    case 'fit':
      return fitModel(job, report);
    case 'benchmark':
      return runBenchmark(job, report);
  }
}

async function readSource({ source, folder, description }: Job<'read'>, report: Report): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const read = await readDataSet(source, {
    onProgress: ({ stage, fraction }) => report({ stage, fraction: fraction * SHARE_OF_READING }),
  });
  report({ stage: 'storing', fraction: SHARE_OF_READING });
  const { rejected, rejectedSideLines } = read;
  await saveDataSet(folder, read, {
    ...description,
    rejectedLineCount: rejected.count + rejectedSideLines.count,
    rejectedLines: [...rejected.first, ...rejectedSideLines.first]
      .slice(0, SHOWN_LINES)
      .map((line) => formatRejectedLine({ ...line, file: line.file.slice(line.file.lastIndexOf('/') + 1) })),
  });
  await fitFirstModel(folder);
}

/** The one model that is there before any training, fitted here so that opening the data set takes no time for it. */
async function fitFirstModel(folder: string): Promise<void> {
  const { data } = await loadTrainingData(folder, { withTags: false });
  const scorer = await findScorer(firstAlgorithm)!.fit(data, {});
  await saveModelStandard(scorer, dataSetFiles.model(folder, firstAlgorithm));
}

const SHARE_OF_READING = 0.9;
const SHOWN_LINES = 10;

async function fitModel(job: Job<'fit'>, report: Report): Promise<void> {
  const { folder, algorithm, parameters, seed } = job;
  const { data } = await loadTrainingData(folder, { withTags: true });
  const parts = new Map<ScorerId, Scorer>();
  for (const part of job.parts) {
    const file = dataSetFiles.model(folder, part);
    // A part that is missing or broken is fitted by the blend for itself.
    const scorer = existsSync(file) ? await loadScorer(file, data).catch(() => undefined) : undefined;
    if (scorer !== undefined) parts.set(part, scorer);
  }
  const startedMs = performance.now();
  const scorer = await findScorer(algorithm)!.fit({ ...data, parts }, parameters, { seed, onProgress: report });
  const fitMs = Math.round(performance.now() - startedMs);
  const notes = { 'fit-ms': String(fitMs), 'trained-at': String(Math.floor(Date.now() / 1000)), seed: String(seed) };
  await saveModelStandard(scorer, dataSetFiles.model(folder, algorithm), notes);
}
