import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ScorerId } from '@starweave/recommender';
import type { Logger } from '../../logging.ts';
import { algorithmDescriptions } from '../algorithms/algorithm-descriptions.ts';
import { getTrainingPlan, standardAlgorithms } from '../algorithms/standard-algorithms.ts';
import type { DataSetLibrary } from '../data-sets/data-set-library.ts';
import { findDataSetRecord } from '../data-sets/data-set-record.ts';
import { writeAtomically } from '../data-sets/write-atomically.ts';
import type { BenchmarkResult } from '../engine/benchmark-outcome.ts';
import type { TaskOrder } from '../engine/film-task.ts';
import { type FailedTraining, trainAlgorithms } from '../training/train-algorithms.ts';
import type { RunTrainingChild } from '../training/training-child.ts';
import type { TaskContext, TaskResult } from './task-queue.ts';

export interface TaskWorkOptions {
  readonly library: DataSetLibrary;
  readonly logger: Logger;
  readonly runChild: RunTrainingChild;
  /** Opens a data set and answers from it from now on. */
  readonly use: (dataSetId: string) => Promise<void>;
  readonly onTrainingBegin: (dataSetId: string, algorithm: ScorerId) => void;
  readonly onTrainingEnd: (dataSetId: string, algorithm: ScorerId) => void;
}

type Work<Kind extends TaskOrder['kind']> = TaskContext & { readonly order: Extract<TaskOrder, { kind: Kind }> };

/** Does what a task asks for; everything that is done already, by an earlier process, is passed over. */
export function createTaskWork(options: TaskWorkOptions): (context: TaskContext) => Promise<TaskResult> {
  return (context) => {
    const { order } = context.record;
    switch (order.kind) {
      case 'import':
        return importDataSet(options, { ...context, order });
      case 'training':
        return trainModels(options, { ...context, order });
      case 'benchmark':
        return measureAlgorithms(options, { ...context, order });
    }
  };
}

const SHARE_OF_READING = 0.25;

/** Read, train, take in, switch: the old data set serves until the last step. */
async function importDataSet(options: TaskWorkOptions, work: Work<'import'>): Promise<TaskResult> {
  const { library } = options;
  const { dataSetId } = work.record;
  let failed: readonly FailedTraining[] = [];
  if ((await library.find(dataSetId)) === undefined) {
    const staging = path.join(work.folder, 'data-set');
    if ((await findDataSetRecord(staging)) === undefined) await readUpload(options, work, staging);
    failed = await trainStaged(options, work, staging);
    work.signal.throwIfAborted();
    await library.adopt(staging, dataSetId);
  }
  await useOrRemove(options, dataSetId);
  return { stage: describeEnd(failed) };
}

async function readUpload({ runChild }: TaskWorkOptions, work: Work<'import'>, staging: string): Promise<void> {
  const { order, record, signal, onProgress } = work;
  onProgress({ stage: 'Reading', fraction: 0 });
  const { dataSetId: id, dataSetName: name, createdAt } = record;
  const description = { id, name, simulated: false, source: '', createdAt };
  const source = await findSource(order.folder);
  const report = ({ fraction }: { fraction: number }) =>
    onProgress({ stage: 'Reading', fraction: fraction * SHARE_OF_READING });
  await runChild({ kind: 'read', source, folder: staging, description }, { signal, onProgress: report });
}

/** The one file that was uploaded, which may be an archive, or the folder with all of them. */
async function findSource(folder: string): Promise<string> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.'));
  return names.length === 1 ? path.join(folder, names[0]!) : folder;
}

async function trainStaged(options: TaskWorkOptions, work: Work<'import'>, staging: string) {
  const { signal, onProgress, noteFinished, record } = work;
  const finished = new Set(record.finished);
  return trainAlgorithms({
    ...{ folder: staging, seed: 0, signal, skipTrained: true, logger: options.logger, runChild: options.runChild },
    algorithms: standardAlgorithms.map(({ id }) => id).filter((id) => !finished.has(id)),
    onProgress: ({ stage, fraction }) =>
      onProgress({ stage, fraction: SHARE_OF_READING + (1 - SHARE_OF_READING) * fraction }),
    onEnd: (algorithm) => noteFinished(algorithm),
  });
}

/** A data set that can't be opened after all doesn't stay behind. */
async function useOrRemove({ use, library }: TaskWorkOptions, dataSetId: string): Promise<void> {
  try {
    await use(dataSetId);
  } catch (error) {
    await library.remove(dataSetId).catch(() => undefined);
    throw error;
  }
}

async function trainModels(options: TaskWorkOptions, work: Work<'training'>): Promise<TaskResult> {
  const { order, record, signal, onProgress, noteFinished } = work;
  const { folder } = await options.library.get(record.dataSetId);
  const finished = new Set(record.finished);
  const failed = await trainAlgorithms({
    ...{ folder, seed: order.seed, signal, onProgress, skipTrained: false },
    ...{ logger: options.logger, runChild: options.runChild },
    algorithms: order.algorithms.filter((id) => !finished.has(id)),
    onBegin: (algorithm) => options.onTrainingBegin(record.dataSetId, algorithm),
    onEnd: async (algorithm) => {
      options.onTrainingEnd(record.dataSetId, algorithm);
      await noteFinished(algorithm);
    },
  });
  const [first] = failed;
  if (first === undefined) return { stage: 'Done' };
  const message = `${nameAlgorithms(failed)}: ${first.failure.message}`;
  return { stage: describeEnd(failed), failure: { ...first.failure, message } };
}

function describeEnd(failed: readonly FailedTraining[]): string {
  return failed.length === 0 ? 'Done' : `Done, without ${nameAlgorithms(failed)}`;
}

function nameAlgorithms(failed: readonly FailedTraining[]): string {
  return failed.map(({ algorithm }) => algorithmDescriptions[algorithm].name).join(', ');
}

async function measureAlgorithms(options: TaskWorkOptions, work: Work<'benchmark'>): Promise<TaskResult> {
  const { order, record, signal, onProgress } = work;
  const { folder, record: dataSet } = await options.library.get(record.dataSetId);
  const algorithms = [...new Set(order.algorithms)];
  const results: BenchmarkResult[] = [];
  await mkdir(work.folder, { recursive: true });
  for (const [place, algorithm] of algorithms.entries()) {
    const file = path.join(work.folder, `${algorithm}.json`);
    const stage = `Measuring ${algorithmDescriptions[algorithm].name} (${place + 1} of ${algorithms.length})`;
    const share = (fraction: number) => (place + fraction) / algorithms.length;
    onProgress({ stage, fraction: share(0) });
    if (!existsSync(file)) {
      const { parameters } = getTrainingPlan(algorithm);
      const result = await options.runChild(
        { kind: 'benchmark', folder, algorithm, parameters, seed: order.seed },
        { signal, onProgress: ({ fraction }) => onProgress({ stage, fraction: share(fraction) }) },
      );
      await writeAtomically(file, JSON.stringify(result));
    }
    results.push(JSON.parse(await readFile(file, 'utf8')) as BenchmarkResult);
  }
  return { stage: 'Done', benchmark: { results, simulated: dataSet.simulated } };
}
