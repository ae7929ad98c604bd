import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Scorer, ScorerDefinition, ScorerId } from '@starweave/recommender';
import type { FailureReason } from '../../errors.ts';
import { formatMegabytes } from '../../models/ledger/ledger-errors.ts';
import type { LedgerEntry } from '../../models/ledger/ledger-model.ts';
import { getModelMetadata, type ModelMetadata } from '../../models/ledger/model-metadata.ts';
import { algorithmDescriptions } from '../algorithms/algorithm-descriptions.ts';
import { isStandard } from '../algorithms/standard-algorithms.ts';
import { dataSetFiles } from '../data-sets/film-folder.ts';
import type { AlgorithmStatus } from '../engine/engine-status.ts';
import { hideFolder } from './hide-folder.ts';

export interface AlgorithmSources {
  readonly id: ScorerId;
  readonly objective: ScorerDefinition['objective'];
  readonly folder: string;
  /** Where there is a model file. */
  readonly entry: LedgerEntry | undefined;
  readonly isTraining: boolean;
  /** The model that is always there. */
  readonly first: Scorer | undefined;
  /** What models may take together. */
  readonly budgetBytes: number;
}

/** An algorithm for people: its state, why it doesn't serve, and what would change that. */
export async function describeAlgorithm(sources: AlgorithmSources): Promise<AlgorithmStatus> {
  const { id, objective, folder, entry, first } = sources;
  const metadata = await getModelMetadata(dataSetFiles.model(folder, id));
  const notes = metadata.kind === 'model' ? metadata.notes : {};
  const parameters = metadata.kind === 'model' ? metadata.parameters : {};
  const failure = entry === undefined ? await findTrainingFailure(folder, id) : undefined;
  return {
    ...{ id, objective, ...algorithmDescriptions[id], isStandard: isStandard(id) },
    ...describeState(sources, { failure, metadata }),
    sizeBytes: metadata.kind === 'model' ? metadata.sizeBytes : findSize(dataSetFiles.model(folder, id)),
    neededBytes: Math.round(entry?.neededBytes ?? first?.sizeBytes ?? 0),
    availableBytes: Math.round(entry?.availableBytes ?? 0),
    trainedAt: Number(notes['trained-at'] ?? 0),
    fitMs: Number(notes['fit-ms'] ?? 0),
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)])),
  };
}

type StateOfAlgorithm = Pick<AlgorithmStatus, 'state' | 'reason' | 'advice'>;

interface Findings {
  /** Of the last training, where there is no model. */
  readonly failure: FailureReason | undefined;
  readonly metadata: ModelMetadata;
}

function describeState(sources: AlgorithmSources, { failure, metadata }: Findings): StateOfAlgorithm {
  const { entry, isTraining, first } = sources;
  if (first !== undefined) return { state: 'serving', reason: '', advice: '' };
  if (entry?.state === 'loaded') return { state: 'serving', ...describeMissingParts(entry, metadata) };
  if (isTraining) return { state: 'training', reason: 'It is being trained.', advice: 'Wait until it is done.' };
  if (entry === undefined) return describeUntrained(failure);
  if (entry.state === 'broken') {
    const reason = hideFolder(entry.failure?.message ?? 'Its file is broken.', sources.folder);
    return { state: 'broken', reason, advice: 'Train it again.' };
  }
  if (entry.state === 'loading') return { state: 'loading', reason: 'It is being loaded.', advice: '' };
  return describeAbsent(entry, sources.budgetBytes);
}

function describeMissingParts(
  { missingParts }: LedgerEntry,
  metadata: ModelMetadata,
): Pick<AlgorithmStatus, 'reason' | 'advice'> {
  // A blend that was fitted without the model of a part holds that part itself.
  const arrays = metadata.kind === 'model' ? metadata.arrays : [];
  const missing = missingParts.filter((part) => !arrays.some(({ name }) => name.startsWith(`${part}/`)));
  if (missing.length === 0) return { reason: '', advice: '' };
  const names = missing.map((part) => algorithmDescriptions[part as ScorerId].name).join(', ');
  return { reason: `It blends without ${names}, which can't be loaded.`, advice: 'See there.' };
}

function describeUntrained(failure: FailureReason | undefined): StateOfAlgorithm {
  if (failure === undefined) {
    return { state: 'not-trained', reason: 'It has not been trained on this data set.', advice: 'Train it.' };
  }
  return { state: 'not-trained', reason: `Its training failed: ${failure.message}`, advice: failure.advice };
}

function describeAbsent({ neededBytes, availableBytes }: LedgerEntry, budgetBytes: number): StateOfAlgorithm {
  if (neededBytes <= availableBytes) {
    return { state: 'not-loaded', reason: 'It is loaded when it is asked for.', advice: '' };
  }
  const advice = 'Set STARWEAVE_FILM_MEMORY_MB higher, or give the machine or container more memory.';
  const needed = `It needs ${formatMegabytes(neededBytes)} of memory`;
  if (neededBytes > budgetBytes) {
    return {
      state: 'does-not-fit',
      reason: `${needed}, and there are ${formatMegabytes(budgetBytes)} for all.`,
      advice,
    };
  }
  const left = `${formatMegabytes(availableBytes)} of ${formatMegabytes(budgetBytes)} are left`;
  const turn = 'When it is asked for, it takes the place of the one used longest ago.';
  return { state: 'does-not-fit', reason: `${needed}, and ${left}. ${turn}`, advice };
}

async function findTrainingFailure(folder: string, id: ScorerId): Promise<FailureReason | undefined> {
  try {
    return JSON.parse(await readFile(dataSetFiles.failure(folder, id), 'utf8')) as FailureReason;
  } catch {
    return undefined;
  }
}

function findSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
