import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { readFilmCatalogue } from '../catalogue/load-catalogue.ts';
import { type DataSetRecord, findDataSetRecord } from './data-set-record.ts';
import type { FilmFolder } from './film-folder.ts';

/** The data set that comes with Starweave: real films, ratings by people who don't exist. */
export const builtInId = 'built-in';

/** Counts up when the model in `simulated-ratings` changes, so that the files are made anew. */
const SIMULATION_VERSION = 1;
const SEED = 0;

/**
 * Sees that the built-in data set is there and of this version's catalogue and simulation; makes it anew otherwise, models
 * included, which takes about a second.
 */
export async function requireBuiltInDataSet(
  { dataSets }: FilmFolder,
  nowSeconds: number,
): Promise<{ readonly record: DataSetRecord; readonly madeAnew: boolean }> {
  const source = await hashSource();
  const folder = path.join(dataSets, builtInId);
  const known = await findDataSetRecord(folder);
  if (known?.source === source) return { record: known, madeAnew: false };
  await rm(folder, { recursive: true, force: true });
  // At nearly every start it is there: what makes it isn't loaded then.
  const { makeBuiltInDataSet } = await import('./make-built-in-data-set.ts');
  const description = { id: builtInId, seed: SEED, source, createdAt: nowSeconds };
  return { record: await makeBuiltInDataSet(folder, description), madeAnew: true };
}

async function hashSource(): Promise<string> {
  const versions = JSON.stringify({ SIMULATION_VERSION, SEED });
  return createHash('sha256')
    .update(versions)
    .update(await readFilmCatalogue())
    .digest('hex');
}
