import { randomUUID } from 'node:crypto';
import type { ScorerId } from '@starweave/recommender';
import { InvalidRequestError, UnavailableError, WrongStateError } from '../../errors.ts';
import type { Logger } from '../../logging.ts';
import { collectFreed } from '../../models/ledger/process-memory.ts';
import { builtInId, requireBuiltInDataSet } from '../data-sets/built-in-data-set.ts';
import { type DataSetLibrary, openDataSetLibrary, type StoredDataSet } from '../data-sets/data-set-library.ts';
import { createFilmFolder, type FilmFolder } from '../data-sets/film-folder.ts';
import { loadDataSet } from '../data-sets/load-data-set.ts';
import type { DataSetFacts } from '../engine/data-set-facts.ts';
import type { FilmEngine } from '../engine/film-engine.ts';
import { createFilmQuestions, type FilmQuestions, type PreparableQuestions } from '../engine/film-questions.ts';
import type { FilmTask, TaskListener, TaskOrder } from '../engine/film-task.ts';
import type { OpenDataSet } from '../engine/open-data-set.ts';
import { TaskQueue } from '../tasks/task-queue.ts';
import { createTaskWork } from '../tasks/task-work.ts';
import { trainAlgorithms } from '../training/train-algorithms.ts';
import type { RunTrainingChild } from '../training/training-child.ts';
import { collectOnceUnused } from './collect-once-unused.ts';
import { describeStatus } from './describe-status.ts';
import type { FilmSummary } from './film-process-messages.ts';
import { estimateDataSetBytes } from './measure-data-set.ts';
import { FilmShelf } from './model-shelf.ts';

export interface LocalFilmsOptions {
  readonly dataFolder: string;
  /** For the data set and its models. */
  readonly budgetBytes: number;
  readonly logger: Logger;
  readonly onTask: TaskListener;
  readonly runChild: RunTrainingChild;
  /** Of the shelf. */
  readonly patienceBytes?: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What this process answers from. */
interface CurrentFilms {
  readonly stored: StoredDataSet;
  readonly dataSet: OpenDataSet;
  readonly shelf: FilmShelf;
  readonly questions: PreparableQuestions;
}

/** What is not asked of one data set. */
type OwnQuestions = Omit<FilmEngine, keyof FilmQuestions>;

/** The films in this process: data sets on the disk, one of them open, its models as far as memory goes, and tasks. */
export class LocalFilms {
  readonly #options: LocalFilmsOptions;
  readonly #library: DataSetLibrary;
  readonly #tasks: TaskQueue;
  /** `data set/algorithm` of what is being trained. */
  readonly #training = new Set<string>();
  #budgetBytes: number;
  /** What a data set takes that is being opened beside the one in use. */
  #besideBytes = 0;
  #current: CurrentFilms | undefined;
  /** The data set that was chosen, and why another one is in use; undefined where it is that one. */
  #unopened: { readonly dataSetId: string; readonly notice: string } | undefined;
  /** Switches and deletions, one after the other. */
  #turns: Promise<unknown> = Promise.resolve();
  #background: { readonly abort: AbortController; readonly over: Promise<void> } | undefined;
  #isClosing = false;

  private constructor(options: LocalFilmsOptions, folder: FilmFolder, library: DataSetLibrary) {
    this.#options = options;
    this.#library = library;
    this.#budgetBytes = options.budgetBytes;
    const { logger, onTask, now, runChild } = options;
    this.#tasks = new TaskQueue({
      ...{ tasksFolder: folder.tasks, logger, onTask, now },
      work: createTaskWork({
        ...{ library, logger, runChild },
        use: (dataSetId) => this.#switchTo(dataSetId),
        onTrainingBegin: (dataSetId, algorithm) => this.#training.add(`${dataSetId}/${algorithm}`),
        onTrainingEnd: (dataSetId, algorithm) => this.#endTraining(dataSetId, algorithm),
      }),
      onBusy: (isBusy) => (isBusy ? this.#pauseBackground() : this.#trainInBackground()),
    });
  }

  /** Opens the data set that is in use, the built-in one the first time; models and left tasks follow by themselves. */
  static async open(options: LocalFilmsOptions): Promise<LocalFilms> {
    const folder = createFilmFolder(options.dataFolder);
    const library = await openDataSetLibrary(folder);
    await requireBuiltInDataSet(folder, Math.floor(options.now() / 1000));
    const films = new LocalFilms(options, folder, library);
    await films.#openCurrent();
    await films.#tasks.resume();
    films.#trainInBackground();
    return films;
  }

  /** Answers one question of the engine. */
  async answer(method: keyof FilmEngine, words: readonly unknown[]): Promise<unknown> {
    const engine: FilmEngine = { ...this.#requireCurrent().questions, ...this.#own };
    // Calls come from the gateway's own code, whose types are those of the engine.
    const question = engine[method] as (...words: readonly unknown[]) => Promise<unknown>;
    return question(...words);
  }

  summarize(): FilmSummary {
    const { dataSet, shelf } = this.#requireCurrent();
    return {
      dataSetId: dataSet.facts.id,
      dataSetName: dataSet.facts.name,
      ...shelf.countServing(),
      notice: this.#unopened?.notice ?? '',
    };
  }

  /** Takes another budget at once: lets models go, or loads those that fit now. */
  setBudget(bytes: number): void {
    this.#budgetBytes = bytes;
    const { shelf } = this.#requireCurrent();
    shelf.setBudget(bytes - this.#besideBytes);
    void shelf.preload();
  }

  /** Stops tasks; they go on at the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#pauseBackground();
    await this.#tasks.close();
  }

  readonly #own: OwnQuestions = {
    getStatus: () => describeStatus(this.#requireCurrent(), this.#budgetBytes),
    listDataSets: () => this.#listDataSets(),
    useDataSet: async (dataSetId) => {
      await this.#switchTo(dataSetId);
      return this.#requireCurrent().dataSet.facts;
    },
    deleteDataSet: (dataSetId) => this.#inTurn(() => this.#deleteDataSet(dataSetId)),
    startTask: (order) => this.#startTask(order),
    cancelTask: (taskId) => this.#tasks.cancel(taskId),
    listTasks: async () => this.#tasks.list(),
  };

  async #listDataSets(): Promise<readonly DataSetFacts[]> {
    const current = this.#requireCurrent().stored.record.id;
    const all = await this.#library.list();
    return Promise.all(all.map((stored) => this.#library.describe(stored, stored.record.id === current)));
  }

  async #deleteDataSet(dataSetId: string): Promise<void> {
    const { record } = await this.#library.get(dataSetId);
    if (record.id === builtInId) throw new WrongStateError('The built-in films come with Starweave and stay.');
    if (record.id === this.#requireCurrent().stored.record.id) {
      throw new WrongStateError('This data set is in use. Use another one first, then delete it.');
    }
    if (this.#tasks.isAbout(record.id)) {
      throw new WrongStateError('A task is working on this data set. Wait until it is done, or cancel it first.');
    }
    await this.#library.remove(record.id);
    if (this.#unopened?.dataSetId === record.id) this.#unopened = undefined;
  }

  async #startTask(order: TaskOrder): Promise<FilmTask> {
    if (this.#isClosing) throw new UnavailableError('The films are closing.', 1000);
    if (order.kind === 'import') {
      return this.#tasks.start(order, { dataSetId: randomUUID(), dataSetName: order.name });
    }
    if (order.algorithms.length === 0) {
      throw new InvalidRequestError([{ field: 'algorithms', description: 'Name at least one algorithm.' }]);
    }
    const { id, name } = this.#requireCurrent().stored.record;
    return this.#tasks.start(order, { dataSetId: id, dataSetName: name });
  }

  /** A data set that can't be opened gives way to the built-in one, which is then in use until someone chooses again. */
  async #openCurrent(): Promise<void> {
    const wanted = await this.#library.findCurrentId();
    try {
      this.#current = await this.#openDataSet(wanted);
    } catch (error) {
      if (wanted === builtInId) throw error;
      this.#options.logger.error({ dataSetId: wanted, reason: String(error) }, 'data set could not be opened');
      this.#current = await this.#openDataSet(builtInId);
      const { record } = await this.#library.get(wanted);
      const notice = `The data set "${record.name}" can’t be opened: its files are damaged. The built-in films are used.`;
      this.#unopened = { dataSetId: wanted, notice };
    }
    const { shelf, questions } = this.#current;
    void shelf
      .preload()
      .then(() => questions.prepare())
      .catch((error: unknown) => {
        this.#options.logger.error({ reason: String(error) }, 'what words are looked up in could not be built');
      });
  }

  async #openDataSet(dataSetId: string): Promise<CurrentFilms> {
    const stored = await this.#library.get(dataSetId);
    const dataSet = await loadDataSet(stored.folder, await this.#library.describe(stored, true));
    const shelf = await FilmShelf.open({
      ...{ folder: stored.folder, dataSet, budgetBytes: this.#budgetBytes, logger: this.#options.logger },
      patienceBytes: this.#options.patienceBytes,
      isTraining: (algorithm) => this.#training.has(`${dataSetId}/${algorithm}`),
    });
    return { stored, dataSet, shelf, questions: createFilmQuestions(dataSet, shelf) };
  }

  #switchTo(dataSetId: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#requireCurrent().stored.record.id === dataSetId) {
        // Chosen, and not in place of another one any more.
        if (this.#unopened !== undefined) await this.#library.setCurrent(dataSetId);
        this.#unopened = undefined;
        return;
      }
      await this.#withRoomFor(dataSetId, async () => {
        const next = await this.#openDataSet(dataSetId);
        // No question waits for its indexes then.
        await next.questions.prepare();
        await this.#library.setCurrent(dataSetId);
        this.#current?.shelf.setBudget(0);
        this.#current = next;
      });
      this.#unopened = undefined;
      await this.#pauseBackground();
      if (!this.#tasks.isBusy) this.#trainInBackground();
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#turns.then(work);
    this.#turns = done.catch(() => undefined);
    return done;
  }

  /**
   * Opens another data set while the one in use answers: for as long, its models make room for the other's ratings and films,
   * those used longest ago first, and come back if that one can't be used after all.
   */
  async #withRoomFor(dataSetId: string, open: () => Promise<void>): Promise<void> {
    this.#besideBytes = estimateDataSetBytes((await this.#library.get(dataSetId)).record);
    const usedBytes = () => this.#requireCurrent().shelf.usedBytes;
    const oldBytes = usedBytes();
    const old = new WeakRef(this.#requireCurrent().dataSet);
    this.#requireCurrent().shelf.setBudget(this.#budgetBytes - this.#besideBytes);
    collectFreed(oldBytes - usedBytes());
    try {
      await open();
    } finally {
      this.#besideBytes = 0;
      collectFreed(oldBytes);
      this.setBudget(this.#budgetBytes);
    }
    void collectOnceUnused(old, oldBytes);
  }

  #endTraining(dataSetId: string, algorithm: ScorerId): void {
    this.#training.delete(`${dataSetId}/${algorithm}`);
    const { stored, shelf } = this.#requireCurrent();
    if (stored.record.id !== dataSetId) return;
    shelf.refresh(algorithm);
    void shelf.preload();
  }

  /** Trains the standard algorithms that have no model yet, while nothing else is trained. */
  #trainInBackground(): void {
    const { stored, shelf } = this.#requireCurrent();
    const algorithms = shelf.listUntrained();
    if (this.#isClosing || this.#background !== undefined || this.#tasks.isBusy || algorithms.length === 0) return;
    const abort = new AbortController();
    const dataSetId = stored.record.id;
    const { logger, runChild } = this.#options;
    for (const algorithm of algorithms) this.#training.add(`${dataSetId}/${algorithm}`);
    const over = trainAlgorithms({
      ...{ folder: stored.folder, algorithms, seed: 0, signal: abort.signal, logger, runChild, skipTrained: true },
      onProgress: () => undefined,
      onEnd: (algorithm) => this.#endTraining(dataSetId, algorithm),
    })
      .then(
        () => undefined,
        (error: unknown) => {
          if (!abort.signal.aborted) logger.error({ reason: String(error) }, 'training in the background failed');
        },
      )
      .finally(() => {
        for (const algorithm of algorithms) this.#training.delete(`${dataSetId}/${algorithm}`);
        this.#background = undefined;
      });
    this.#background = { abort, over };
  }

  async #pauseBackground(): Promise<void> {
    this.#background?.abort.abort();
    await this.#background?.over;
  }

  #requireCurrent(): CurrentFilms {
    if (this.#current === undefined) throw new UnavailableError('The films are starting.', 1000);
    return this.#current;
  }
}
