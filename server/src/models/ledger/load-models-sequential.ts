import type { Scorer, ScorerId, TrainingData } from '@starweave/recommender';
import { estimateModelMemoryRequirement } from './estimate-memory.ts';
import { type LoadReport, loadModelWithGc } from './load-model-with-gc.ts';
import { getModelMetadata } from './model-metadata.ts';

/** A model that could not be loaded, and why. */
export interface FailedModel {
  readonly name: string;
  readonly kind: 'missing' | 'broken';
  readonly reason: string;
}

/** What became of every model that was asked for. */
export interface SequentialLoad {
  /** Those that loaded, in the order in which they did: the largest first. */
  readonly models: ReadonlyMap<string, Scorer>;
  readonly reports: ReadonlyMap<string, LoadReport>;
  readonly failures: readonly FailedModel[];
  /** As in "5 of 6 models loaded"; those that are missing count among the six. */
  readonly summary: string;
}

/**
 * Loads models one after the other, the one that needs most memory first, so that its peak comes while there is most room;
 * blends come after all others, which they share. One that is missing or broken is reported, and the others load.
 */
export async function loadModelsSequential(
  files: Readonly<Record<string, string>>,
  data: TrainingData,
  onReport: (name: string, report: LoadReport) => void = () => undefined,
): Promise<SequentialLoad> {
  const { sorted, failures } = await sortLargestFirst(files);
  const models = new Map<string, Scorer>();
  const reports = new Map<string, LoadReport>();
  const parts = new Map<ScorerId, Scorer>(data.parts);
  for (const { name, file } of sorted) {
    try {
      const { model, report } = await loadModelWithGc(file, { ...data, parts });
      models.set(name, model);
      reports.set(name, report);
      parts.set(model.id, model);
      onReport(name, report);
    } catch (error) {
      failures.push({ name, kind: 'broken', reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const summary = `${models.size} of ${Object.keys(files).length} models loaded`;
  return { models, reports, failures, summary };
}

async function sortLargestFirst(files: Readonly<Record<string, string>>) {
  const failures: FailedModel[] = [];
  const known: { name: string; file: string; isBlend: boolean; neededMb: number }[] = [];
  for (const [name, file] of Object.entries(files)) {
    const metadata = await getModelMetadata(file);
    if (metadata.kind === 'model') {
      const { estimatedMemoryMb } = await estimateModelMemoryRequirement(file);
      known.push({ name, file, isBlend: metadata.algorithm === 'hybrid', neededMb: estimatedMemoryMb });
    } else if (metadata.kind === 'broken') failures.push({ name, ...metadata });
    else failures.push({ name, kind: 'missing', reason: `There is no file ${file}.` });
  }
  const sorted = known.sort((one, other) =>
    one.isBlend === other.isBlend ? other.neededMb - one.neededMb : Number(one.isBlend) - Number(other.isBlend),
  );
  return { sorted, failures };
}
