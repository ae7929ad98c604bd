import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { NotFoundError } from '../../errors.ts';
import type { DataSetFacts } from '../engine/data-set-facts.ts';
import { builtInId } from './built-in-data-set.ts';
import { type DataSetRecord, describeDataSetFolder, findDataSetRecord } from './data-set-record.ts';
import { dataSetFiles, type FilmFolder } from './film-folder.ts';
import { removePartials, syncFolder, writeAtomically } from './write-atomically.ts';

/** A data set and its folder. */
export interface StoredDataSet {
  readonly folder: string;
  readonly record: DataSetRecord;
}

/** The data sets that are stored, and which of them is in use. */
export interface DataSetLibrary {
  /** All that can be read, the built-in one first, then by age. */
  list(): Promise<readonly StoredDataSet[]>;
  /** An id from outside is only ever compared with those of the folders that are there. @throws NotFoundError */
  get(dataSetId: string): Promise<StoredDataSet>;
  find(dataSetId: string): Promise<StoredDataSet | undefined>;
  describe(stored: StoredDataSet, inUse: boolean): Promise<DataSetFacts>;
  /** The one in use, by the file that says so; the built-in one where that is missing or names none that is there. */
  findCurrentId(): Promise<string>;
  /** Survives a crash at any moment: either the old one is in use after it, or the new one. */
  setCurrent(dataSetId: string): Promise<void>;
  /** Takes a finished folder in by a rename, under the id of its record. */
  adopt(folder: string, dataSetId: string): Promise<void>;
  remove(dataSetId: string): Promise<void>;
}

const REMOVED_PREFIX = '.removed-';

/** Opens the library in its folder and removes what a killed process left half removed or half written. */
export async function openDataSetLibrary({ root, dataSets, currentFile }: FilmFolder): Promise<DataSetLibrary> {
  await mkdir(dataSets, { recursive: true });
  await removePartials(root);
  for (const name of await readdir(dataSets)) {
    const folder = path.join(dataSets, name);
    if (name.startsWith(REMOVED_PREFIX)) await rm(folder, { recursive: true, force: true });
    else await Promise.all([removePartials(folder), removePartials(dataSetFiles.models(folder))]);
  }
  const list = async (): Promise<readonly StoredDataSet[]> => {
    const names = (await readdir(dataSets)).filter((name) => !name.startsWith('.'));
    const found = await Promise.all(
      names.map(async (name) => {
        const folder = path.join(dataSets, name);
        const record = await findDataSetRecord(folder);
        return record?.id === name ? [{ folder, record }] : [];
      }),
    );
    const rank = ({ record }: StoredDataSet) => (record.id === builtInId ? 0 : record.createdAt);
    return found.flat().sort((one, other) => rank(one) - rank(other));
  };
  const find = async (dataSetId: string) => (await list()).find(({ record }) => record.id === dataSetId);
  return {
    list,
    find,
    get: async (dataSetId) => {
      const stored = await find(dataSetId);
      if (stored === undefined) throw new NotFoundError('data set', dataSetId);
      return stored;
    },
    describe: ({ folder, record }, inUse) => describeDataSetFolder(folder, record, inUse),
    findCurrentId: async () => {
      const wanted = await readCurrent(currentFile);
      return wanted !== undefined && (await find(wanted)) !== undefined ? wanted : builtInId;
    },
    setCurrent: (dataSetId) => writeAtomically(currentFile, `${JSON.stringify({ dataSetId })}\n`),
    adopt: async (folder, dataSetId) => {
      await rename(folder, path.join(dataSets, dataSetId));
      await syncFolder(dataSets);
    },
    remove: async (dataSetId) => {
      // Gone at once for everybody else, however long the files take.
      const removed = path.join(dataSets, `${REMOVED_PREFIX}${randomUUID()}`);
      await rename(path.join(dataSets, dataSetId), removed);
      await rm(removed, { recursive: true, force: true });
    },
  };
}

async function readCurrent(file: string): Promise<string | undefined> {
  try {
    const { dataSetId } = JSON.parse(await readFile(file, 'utf8'));
    return typeof dataSetId === 'string' ? dataSetId : undefined;
  } catch {
    return undefined;
  }
}
