import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DataSetFacts } from '../engine/data-set-facts.ts';
import { dataSetFiles } from './film-folder.ts';
import { writeAtomically } from './write-atomically.ts';

const FORMAT_VERSION = 2;

/** What is kept about a data set beside its files. */
export interface DataSetRecord extends Omit<DataSetFacts, 'inUse' | 'sizeBytes'> {
  /** What it was made from: of the built-in data set the hash of catalogue and simulation; empty for imports. */
  readonly source: string;
}

/** Writes what makes a folder a data set; everything else must be there before. */
export async function saveDataSetRecord(folder: string, record: DataSetRecord): Promise<void> {
  const text = JSON.stringify({ formatVersion: FORMAT_VERSION, ...record }, undefined, 2);
  await writeAtomically(dataSetFiles.record(folder), `${text}\n`);
}

/** The record of a data set's folder; `undefined` where there is none that this version can read. */
export async function findDataSetRecord(folder: string): Promise<DataSetRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(dataSetFiles.record(folder), 'utf8'));
    if (record.formatVersion !== FORMAT_VERSION || typeof record.id !== 'string') return undefined;
    const { formatVersion: _, ...facts } = record;
    return facts as DataSetRecord;
  } catch {
    return undefined;
  }
}

/** The facts that people see: the record, how large the files are, and whether it is in use. */
export async function describeDataSetFolder(
  folder: string,
  record: DataSetRecord,
  inUse: boolean,
): Promise<DataSetFacts> {
  const { source: _, ...facts } = record;
  return { ...facts, inUse, sizeBytes: await measureFolder(folder) };
}

async function measureFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const place = path.join(folder, entry.name);
      if (entry.isDirectory()) return measureFolder(place);
      // A file may go while it is looked at: a training replaces its model.
      const facts = await stat(place).catch(() => undefined);
      return facts?.size ?? 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
