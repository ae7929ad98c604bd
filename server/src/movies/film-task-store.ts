import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../storage/database.ts';
import { queryDatabase } from '../storage/query-database.ts';
import { filmBenchmarks, filmTasks } from '../storage/schema.ts';
import { toStorableJson } from '../storage/storable-text.ts';
import type { BenchmarkOutcome } from './engine/benchmark-outcome.ts';
import type { FilmTask } from './engine/film-task.ts';

export type FilmTaskRow = typeof filmTasks.$inferSelect;
export type FilmBenchmarkRow = typeof filmBenchmarks.$inferSelect;

const openStates = ['waiting', 'running'] as const;

export function isFinalTask({ state }: Pick<FilmTask, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running';
}

export type NewFilmTask = Pick<FilmTaskRow, 'id' | 'ownerId' | 'filmsFolderId' | 'kind' | 'uploadId'> & {
  readonly dataSetName?: string;
};

/** A row before the task begins, so that nothing of it is lost. */
export async function insertTask(database: Pick<Database, 'orm'>, task: NewFilmTask): Promise<void> {
  await queryDatabase(database, (orm) => orm.insert(filmTasks).values({ ...task, state: 'waiting' }));
}

/** Forgets a task that never began. */
export async function deleteTask(database: Pick<Database, 'orm'>, id: string): Promise<void> {
  await queryDatabase(database, (orm) => orm.delete(filmTasks).where(eq(filmTasks.id, id)));
}

/**
 * Writes what became of a task and tells its watchers; with a benchmark's results, where it has some. A final state stays as
 * it is, and the fraction never falls. False when nothing was to be written.
 */
export function saveTask(
  database: Pick<Database, 'transaction' | 'notify'>,
  task: FilmTask,
  benchmark?: BenchmarkOutcome,
): Promise<boolean> {
  const { id, state, stage, fraction, failure = null, dataSetId, dataSetName } = task;
  return database.transaction(async (transaction) => {
    const [row] = await transaction
      .update(filmTasks)
      .set({
        ...{ state, stage, dataSetId, dataSetName },
        // It may name files of an archive that somebody made.
        failure: toStorableJson(failure),
        fraction: sql`greatest(${filmTasks.fraction}, ${toFraction(fraction)}::double precision)`,
        finishedAt: isFinalTask(task) ? sql`now()` : null,
      })
      .where(and(eq(filmTasks.id, id), inArray(filmTasks.state, [...openStates])))
      .returning({ ownerId: filmTasks.ownerId });
    if (row === undefined) return false;
    if (benchmark !== undefined) {
      const { results, simulated } = benchmark;
      const { ownerId } = row;
      await transaction.insert(filmBenchmarks).values({ id, ownerId, dataSetId, dataSetName, simulated, results });
    }
    await database.notify(transaction, 'film_task_changed', id);
    return true;
  });
}

function toFraction(fraction: number): number {
  return Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0;
}

export async function findTask(database: Pick<Database, 'orm'>, id: string): Promise<FilmTaskRow | undefined> {
  const [row] = await queryDatabase(database, (orm) => orm.select().from(filmTasks).where(eq(filmTasks.id, id)));
  return row;
}

/** The latest first. */
export function loadTasks(database: Pick<Database, 'orm'>, limit: number): Promise<FilmTaskRow[]> {
  return queryDatabase(database, (orm) =>
    orm.select().from(filmTasks).orderBy(desc(filmTasks.createdAt), desc(filmTasks.id)).limit(limit),
  );
}

/** Tasks of this folder that have no final state. */
export function loadOpenTasks(database: Pick<Database, 'orm'>, filmsFolderId: string): Promise<FilmTaskRow[]> {
  return queryDatabase(database, (orm) =>
    orm
      .select()
      .from(filmTasks)
      .where(and(eq(filmTasks.filmsFolderId, filmsFolderId), inArray(filmTasks.state, [...openStates]))),
  );
}

const mostBenchmarks = 100;

/** Benchmarks of a data set, the latest first. */
export function loadBenchmarks(database: Pick<Database, 'orm'>, dataSetId: string): Promise<FilmBenchmarkRow[]> {
  return queryDatabase(database, (orm) =>
    orm
      .select()
      .from(filmBenchmarks)
      .where(eq(filmBenchmarks.dataSetId, dataSetId))
      .orderBy(desc(filmBenchmarks.finishedAt))
      .limit(mostBenchmarks),
  );
}
