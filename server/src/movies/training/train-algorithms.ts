import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { ScorerId } from '@starweave/recommender';
import type { FailureReason } from '../../errors.ts';
import type { Logger } from '../../logging.ts';
import { algorithmDescriptions } from '../algorithms/algorithm-descriptions.ts';
import { getTrainingPlan, type StandardAlgorithm, standardAlgorithms } from '../algorithms/standard-algorithms.ts';
import { dataSetFiles } from '../data-sets/film-folder.ts';
import { removePartials, writeAtomically } from '../data-sets/write-atomically.ts';
import { describeFailure } from './describe-failure.ts';
import type { RunTrainingChild } from './training-child.ts';
import type { TrainingProgress } from './training-messages.ts';

export interface TrainAlgorithmsOptions {
  /** Of the data set. */
  readonly folder: string;
  readonly algorithms: readonly ScorerId[];
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly runChild: RunTrainingChild;
  readonly onProgress: (progress: TrainingProgress) => void;
  readonly onBegin?: (algorithm: ScorerId) => void;
  /** After each, whether it was trained or failed. */
  readonly onEnd?: (algorithm: ScorerId, failure: FailureReason | undefined) => Promise<void> | void;
  /** Leave out those that have a model file; for work that goes on after an interruption. */
  readonly skipTrained: boolean;
}

/** An algorithm whose training failed. */
export interface FailedTraining {
  readonly algorithm: ScorerId;
  readonly failure: FailureReason;
}

/**
 * Trains algorithms one after the other, each in a process of its own, in the order that makes lists good early. One that
 * fails leaves its old model in place and a note why, and the others go on; a full disk ends it all.
 *
 * @throws the signal's reason when it is aborted; what the system says when the disk is full
 */
export async function trainAlgorithms(options: TrainAlgorithmsOptions): Promise<readonly FailedTraining[]> {
  const { folder, signal, skipTrained, onProgress, runChild, seed } = options;
  const plans = sortPlans(options.algorithms);
  const total = plans.reduce((sum, { weight }) => sum + weight, 0);
  const failed: FailedTraining[] = [];
  let done = 0;
  await removePartials(dataSetFiles.models(folder));
  for (const [place, plan] of plans.entries()) {
    const { id, parameters, parts, weight } = plan;
    signal.throwIfAborted();
    const stage = `Training ${algorithmDescriptions[id].name} (${place + 1} of ${plans.length})`;
    onProgress({ stage, fraction: done / total });
    if (!(skipTrained && existsSync(dataSetFiles.model(folder, id)))) {
      options.onBegin?.(id);
      const failure = await tryTraining(options, () =>
        runChild(
          { kind: 'fit', folder, algorithm: id, parameters, parts, seed },
          { signal, onProgress: ({ fraction }) => onProgress({ stage, fraction: (done + weight * fraction) / total }) },
        ),
      );
      await noteOutcome(folder, id, failure);
      if (failure !== undefined) failed.push({ algorithm: id, failure });
      await options.onEnd?.(id, failure);
    }
    done += weight;
  }
  onProgress({ stage: 'Training is done', fraction: 1 });
  return failed;
}

function sortPlans(algorithms: readonly ScorerId[]): readonly StandardAlgorithm[] {
  const wanted = new Set(algorithms);
  const standard = standardAlgorithms.filter(({ id }) => wanted.has(id));
  const others = [...wanted].filter((id) => !standard.some((plan) => plan.id === id)).map(getTrainingPlan);
  return [...standard, ...others];
}

async function tryTraining(
  { signal, folder, logger }: TrainAlgorithmsOptions,
  train: () => Promise<unknown>,
): Promise<FailureReason | undefined> {
  try {
    await train();
    return undefined;
  } catch (error) {
    await removePartials(dataSetFiles.models(folder));
    signal.throwIfAborted();
    const { failure, isExpected } = describeFailure(error, { films: folder });
    if (failure.code === 'disk-full') throw error;
    logger[isExpected ? 'warn' : 'error']({ reason: String(error) }, 'a training failed');
    return failure;
  }
}

async function noteOutcome(folder: string, algorithm: ScorerId, failure: FailureReason | undefined): Promise<void> {
  const file = dataSetFiles.failure(folder, algorithm);
  if (failure === undefined) await rm(file, { force: true });
  else await writeAtomically(file, `${JSON.stringify(failure)}\n`);
}
