import { existsSync, statSync } from 'node:fs';
import type { Scorer, ScorerId, TrainingData } from '@starweave/recommender';
import { findScorer, getUserHistory, scorerDefinitions } from '@starweave/recommender';
import type { Logger } from '../../logging.ts';
import { estimateModelMemoryRequirement } from '../../models/ledger/estimate-memory.ts';
import { formatMegabytes, ModelDoesNotFitError } from '../../models/ledger/ledger-errors.ts';
import type { LedgerModel, LoadedModel } from '../../models/ledger/ledger-model.ts';
import { loadModelSafe } from '../../models/ledger/load-model-safe.ts';
import { ModelLedger } from '../../models/ledger/model-ledger.ts';
import { saveModelStandard } from '../../models/ledger/save-model-standard.ts';
import { algorithmDescriptions } from '../algorithms/algorithm-descriptions.ts';
import {
  defaultAlgorithm,
  fallbackOrder,
  firstAlgorithm,
  getTrainingPlan,
  isStandard,
  standardAlgorithms,
} from '../algorithms/standard-algorithms.ts';
import { dataSetFiles } from '../data-sets/film-folder.ts';
import type { AlgorithmStatus } from '../engine/engine-status.ts';
import type { ChosenModel, ModelShelf, OpenDataSet } from '../engine/open-data-set.ts';
import { describeAlgorithm } from './describe-algorithm.ts';
import { hideFolder } from './hide-folder.ts';
import { measureDataSetBytes } from './measure-data-set.ts';

export interface FilmShelfOptions {
  readonly folder: string;
  readonly dataSet: OpenDataSet;
  /** For the data set and its models together. */
  readonly budgetBytes: number;
  readonly logger: Logger;
  /** Algorithms that are being trained now. */
  readonly isTraining: (id: ScorerId) => boolean;
  /**
   * While models are loaded after a start or a switch, questions wait for them; where the files of those that are still to come
   * are larger than this together, another model answers meanwhile. Default 64 MB.
   */
  readonly patienceBytes?: number | undefined;
}

const defaultPatienceBytes = 64 * 2 ** 20;

/** The models of one data set, in a ledger of their own. */
export class FilmShelf implements ModelShelf {
  readonly #options: FilmShelfOptions;
  readonly #ledger: ModelLedger<Scorer>;
  readonly #dataSetBytes: number;
  readonly #first: Scorer;
  #preloads = 0;

  private constructor(options: FilmShelfOptions, first: Scorer) {
    const { logger, budgetBytes, dataSet } = options;
    this.#options = options;
    this.#first = first;
    this.#dataSetBytes = measureDataSetBytes(dataSet) + first.sizeBytes;
    this.#ledger = new ModelLedger({
      budgetBytes: Math.max(0, budgetBytes - this.#dataSetBytes),
      onEviction: (algorithm, reason) => logger.info({ algorithm, reason }, 'film model let go'),
    });
  }

  /** Opens the shelf with the one model that needs no training; call `preload` for the others. */
  static async open(options: FilmShelfOptions): Promise<FilmShelf> {
    const shelf = new FilmShelf(options, await openFirstModel(options));
    for (const { id } of scorerDefinitions) shelf.refresh(id);
    return shelf;
  }

  /** Takes note of a model file that is new or was replaced. */
  refresh(id: ScorerId): void {
    if (id === firstAlgorithm) return;
    if (existsSync(this.#fileOf(id))) this.#ledger.add(this.#createLedgerModel(id));
    else this.#ledger.remove(id);
  }

  /** Loads the six, as far as they are trained and fit. */
  async preload(): Promise<void> {
    this.#preloads += 1;
    try {
      await this.#ledger.preload(standardAlgorithms.map(({ id }) => id));
    } finally {
      this.#preloads -= 1;
    }
  }

  /** Standard algorithms without a model file whose training hasn't failed before, in the order of training. */
  listUntrained(): readonly ScorerId[] {
    const { folder } = this.#options;
    return standardAlgorithms
      .map(({ id }) => id)
      .filter((id) => !existsSync(this.#fileOf(id)) && !existsSync(dataSetFiles.failure(folder, id)));
  }

  async choose(requested: ScorerId = defaultAlgorithm): Promise<ChosenModel> {
    const wanted = await this.#tryGet(requested);
    if (wanted.scorer !== undefined) return { scorer: wanted.scorer, requested, answered: requested, reason: '' };
    const { reason } = wanted;
    for (const id of fallbackOrder) {
      const scorer = id === requested ? undefined : this.#ledger.find(id);
      if (scorer !== undefined) return { scorer, requested, answered: id, reason };
    }
    return { scorer: this.#first, requested, answered: firstAlgorithm, reason };
  }

  setBudget(bytes: number): void {
    this.#ledger.setBudget(Math.max(0, bytes - this.#dataSetBytes));
  }

  get usedBytes(): number {
    return this.#dataSetBytes + this.#ledger.usedBytes;
  }

  /** How many of the six are in memory. */
  countServing(): { readonly servingCount: number; readonly totalCount: number } {
    const serving = standardAlgorithms.filter(({ id }) => this.#ledger.isLoaded(id));
    return { servingCount: serving.length, totalCount: standardAlgorithms.length };
  }

  /** Every algorithm with its state, the six first. */
  async describe(): Promise<readonly AlgorithmStatus[]> {
    const { folder, isTraining } = this.#options;
    const entries = new Map((await this.#ledger.describe()).map((entry) => [entry.id, entry]));
    const statuses = scorerDefinitions.map(({ id, objective }) =>
      describeAlgorithm({
        ...{ id, objective, folder, entry: entries.get(id), isTraining: isTraining(id) },
        first: id === firstAlgorithm ? this.#first : undefined,
        budgetBytes: this.#ledger.budgetBytes,
      }),
    );
    return (await Promise.all(statuses)).sort((one, other) => Number(other.isStandard) - Number(one.isStandard));
  }

  async #tryGet(id: ScorerId): Promise<{ readonly scorer?: Scorer; readonly reason: string }> {
    if (id === firstAlgorithm) return { scorer: this.#first, reason: '' };
    const known = this.#ledger.find(id);
    if (known !== undefined) return { scorer: known, reason: '' };
    const { name } = algorithmDescriptions[id];
    if (!this.#ledger.has(id)) {
      const why = this.#options.isTraining(id) ? 'is being trained' : 'has not been trained yet';
      return { reason: `${name} ${why}.` };
    }
    if (isStandard(id) && this.#isLoadingMuch()) return { reason: `${name} is being loaded.` };
    try {
      return { scorer: await this.#ledger.get(id), reason: '' };
    } catch (error) {
      this.#options.logger.warn({ algorithm: id, reason: String(error) }, 'film model could not be loaded');
      if (!(error instanceof Error)) return { reason: `${name} can't be loaded.` };
      if (error instanceof ModelDoesNotFitError) return { reason: describeLack(name, error) };
      return { reason: `${name}: ${hideFolder(error.message, this.#options.folder)}` };
    }
  }

  /** Whether models are being loaded that take longer than a question should wait. */
  #isLoadingMuch(): boolean {
    if (this.#preloads === 0) return false;
    const { patienceBytes = defaultPatienceBytes } = this.#options;
    const left = standardAlgorithms.filter(({ id }) => this.#ledger.has(id) && !this.#ledger.isLoaded(id));
    const sizeOf = (id: ScorerId) => statSync(this.#fileOf(id), { throwIfNoEntry: false })?.size ?? 0;
    return left.reduce((sum, { id }) => sum + sizeOf(id), 0) > patienceBytes;
  }

  #createLedgerModel(id: ScorerId): LedgerModel<Scorer> {
    const { dataSet, logger } = this.#options;
    const file = this.#fileOf(id);
    return {
      id,
      parts: isStandard(id) ? getTrainingPlan(id).parts : [],
      estimateBytes: () => estimateBytes(file),
      load: async (parts): Promise<LoadedModel<Scorer>> => {
        const shared = new Map([...parts] as [ScorerId, Scorer][]);
        const data = { ...dataSet.training, parts: shared };
        const loaded = await loadAndCount(file, data);
        logger.debug({ algorithm: id, measuredBytes: loaded.measuredBytes }, 'film model loaded');
        return loaded;
      },
    };
  }

  #fileOf(id: ScorerId): string {
    return dataSetFiles.model(this.#options.folder, id);
  }
}

function describeLack(name: string, { neededBytes, availableBytes }: ModelDoesNotFitError): string {
  return `${name} needs ${formatMegabytes(neededBytes)} of memory, and ${formatMegabytes(availableBytes)} are left for it.`;
}

async function estimateBytes(file: string): Promise<number> {
  return (await estimateModelMemoryRequirement(file)).estimatedMemoryMb * 2 ** 20;
}

const WARMING_RATINGS = 10;

/**
 * Asks a model for scores once: what it makes at its first list is made while nobody waits, and what it needs for that besides
 * is gone before the next model is loaded.
 */
function warmUp(scorer: Scorer, { interactions }: TrainingData): void {
  const { items, codes } = getUserHistory(interactions, 0);
  const history = { items: items.slice(0, WARMING_RATINGS), codes: codes.slice(0, WARMING_RATINGS) };
  scorer.foldIn(history).scoreItems(new Float32Array(interactions.itemCount));
}

/**
 * Loads a model and counts its arrays. It isn't told to take less than was expected: some of it is made at the first list only.
 * The process's growth would tell more exactly, but only with all garbage collected before and after, which takes longer than
 * the loading and stops every answer.
 */
async function loadAndCount(file: string, data: TrainingData): Promise<LoadedModel<Scorer>> {
  const estimatedBytes = await estimateBytes(file);
  const value = await loadModelSafe(file, data);
  warmUp(value, data);
  return { value, measuredBytes: Math.max(value.sizeBytes, estimatedBytes) };
}

/** The model that answers before any training: opened, or fitted and kept. */
async function openFirstModel({ folder, dataSet, logger }: FilmShelfOptions): Promise<Scorer> {
  const file = dataSetFiles.model(folder, firstAlgorithm);
  if (existsSync(file)) {
    try {
      return await loadModelSafe(file, dataSet.training);
    } catch (error) {
      logger.warn({ algorithm: firstAlgorithm, reason: String(error) }, 'film model is fitted again');
    }
  }
  const scorer = await findScorer(firstAlgorithm)!.fit(dataSet.training, {});
  // Without a place to keep it, it is fitted at the next start again.
  await saveModelStandard(scorer, file).catch((error: unknown) => {
    logger.warn({ algorithm: firstAlgorithm, reason: String(error) }, 'film model could not be kept');
  });
  return scorer;
}
