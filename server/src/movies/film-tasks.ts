import { InvalidRequestError, NotFoundError, UnavailableError, WrongStateError } from '../errors.ts';
import type { Logger } from '../logging.ts';
import type { Database } from '../storage/database.ts';
import type { FilmEngine } from './engine/film-engine.ts';
import type { FilmTask, TaskListener, TaskOrder } from './engine/film-task.ts';
import {
  deleteTask,
  type FilmTaskRow,
  insertTask,
  isFinalTask,
  loadOpenTasks,
  type NewFilmTask,
  saveTask,
} from './film-task-store.ts';
import { createFilmTaskWriter, type FilmTaskWriter } from './film-task-writer.ts';

export interface FilmTasksDependencies {
  readonly database: Database;
  readonly engine: Pick<FilmEngine, 'startTask' | 'listTasks'>;
  readonly logger: Logger;
  /** Which folder of films the tasks work on. */
  readonly findFilmsFolderId: () => Promise<string>;
  /** Called after a task's final state is stored. */
  readonly onEnd: (taskId: string) => void;
  /** Least time between two writes of one task's progress. */
  readonly saveEveryMs?: number;
}

/** Imports, trainings and benchmarks as rows: what the engine says of them is written down, and outlives every process. */
export interface FilmTasks {
  /** Writes a row and has the engine begin; rejects with the engine's error when it refuses or is away. */
  begin(order: TaskOrder, row: Pick<NewFilmTask, 'ownerId' | 'uploadId'>): Promise<void>;
  /** To be called with every change that the engine tells of. */
  readonly listener: TaskListener;
  /** Resolves when everything that the engine told of the task is written. */
  flush(taskId: string): Promise<void>;
  /** Settles rows that are open though the engine knows nothing of them: they were interrupted. */
  settle(): Promise<void>;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

const interrupted = {
  code: 'interrupted',
  message: 'The films’ process stopped before this was done.',
  advice: 'Run it again.',
} as const;

export function createFilmTasks(dependencies: FilmTasksDependencies): FilmTasks {
  const { database, engine, findFilmsFolderId, onEnd } = dependencies;
  const { writers, getWriter } = createWriters(dependencies);
  const beginning = new Set<string>();
  const listener: TaskListener = (task, benchmark) => getWriter(task.id).push(task, benchmark);
  const flush = async (id: string) => writers.get(id)?.flush();

  return {
    listener,
    async begin(order, row) {
      const { id, kind } = order;
      beginning.add(id);
      try {
        const filmsFolderId = await findFilmsFolderId();
        await insertTask(database, { id, kind, filmsFolderId, ...row, ...nameDataSet(order) });
        // Its events may have come already, and tell more than the answer.
        const task = await engine.startTask(order);
        if (!writers.has(id)) listener(task);
        await flush(id);
      } catch (error) {
        await forget(database, { id, kind, error });
        throw error;
      } finally {
        beginning.delete(id);
      }
    },
    flush,
    async settle() {
      const open = await loadOpenTasks(database, await findFilmsFolderId());
      const known = await engine.listTasks();
      for (const task of known) if (!isFinalTask(task)) listener(task);
      const isBusy = (id: string) => beginning.has(id) || writers.get(id)?.isWriting === true;
      for (const row of findMissing(open, known)) {
        if (isBusy(row.id)) continue;
        await saveTask(database, describeInterruption(row));
        writers.delete(row.id);
        onEnd(row.id);
      }
    },
    async close() {
      await Promise.all([...writers.values()].map((writer) => writer.close()));
    },
  };
}

/** One for each task that is told of, until its task has ended. */
function createWriters({ database, logger, onEnd, saveEveryMs = 200 }: FilmTasksDependencies) {
  const writers = new Map<string, FilmTaskWriter>();
  const getWriter = (id: string): FilmTaskWriter => {
    const end = () => {
      writers.delete(id);
      onEnd(id);
    };
    const writer = writers.get(id) ?? createFilmTaskWriter({ database, logger, saveEveryMs, onEnd: end });
    writers.set(id, writer);
    return writer;
  };
  return { writers, getWriter };
}

function nameDataSet(order: TaskOrder): { readonly dataSetName?: string } {
  return order.kind === 'import' ? { dataSetName: order.name } : {};
}

/**
 * A task that was refused leaves nothing behind; one that could not begin says why. Of one that got no answer nobody knows
 * whether it has begun: `settle` finds out once the process is there again.
 */
async function forget(
  database: Database,
  { id, kind, error }: { readonly id: string; readonly kind: TaskOrder['kind']; readonly error: unknown },
): Promise<void> {
  if (error instanceof UnavailableError) return;
  const isRefused = [InvalidRequestError, NotFoundError, WrongStateError].some((Refusal) => error instanceof Refusal);
  if (isRefused) return deleteTask(database, id).catch(() => undefined);
  const task = { id, kind, state: 'failed', stage: '', fraction: 0, dataSetId: '', dataSetName: '' } as const;
  await saveTask(database, { ...task, failure: interrupted }).catch(() => undefined);
}

function findMissing(open: readonly FilmTaskRow[], known: readonly FilmTask[]): FilmTaskRow[] {
  const knownIds = new Set(known.map(({ id }) => id));
  return open.filter(({ id }) => !knownIds.has(id));
}

function describeInterruption({ id, kind, stage, fraction, dataSetId, dataSetName }: FilmTaskRow): FilmTask {
  return { id, kind, state: 'failed', stage, fraction, dataSetId, dataSetName, failure: interrupted };
}
