import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from '../data-sets/write-atomically.ts';
import type { TaskOrder } from '../engine/film-task.ts';

/** What is kept about a task that has begun, so that a start after a crash goes on with it. */
export interface TaskRecord {
  readonly order: TaskOrder;
  /** Of an import the data set that it makes, else the one that it is about. */
  readonly dataSetId: string;
  readonly dataSetName: string;
  readonly createdAt: number;
  /** How often it was begun since it last got on; one that ends this process each time is given up. */
  readonly attempts: number;
  /** Algorithms that are done, whether they were trained or failed. */
  readonly finished: readonly string[];
}

/** A task that has begun, and its folder. */
export interface StoredTask {
  readonly folder: string;
  readonly record: TaskRecord;
}

export async function saveTaskRecord(folder: string, record: TaskRecord): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeAtomically(path.join(folder, 'task.json'), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** The tasks that were not over when the process ended, the oldest first; folders that hold none are removed. */
export async function loadLeftTasks(tasksFolder: string): Promise<readonly StoredTask[]> {
  await mkdir(tasksFolder, { recursive: true });
  const left: StoredTask[] = [];
  for (const name of await readdir(tasksFolder)) {
    const folder = path.join(tasksFolder, name);
    const record = await findTaskRecord(folder);
    if (record?.order.id === name) left.push({ folder, record });
    else await rm(folder, { recursive: true, force: true });
  }
  return left.sort((one, other) => one.record.createdAt - other.record.createdAt);
}

async function findTaskRecord(folder: string): Promise<TaskRecord | undefined> {
  try {
    return JSON.parse(await readFile(path.join(folder, 'task.json'), 'utf8')) as TaskRecord;
  } catch {
    return undefined;
  }
}
