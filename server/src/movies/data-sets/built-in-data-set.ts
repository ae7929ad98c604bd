import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { loadFilmCatalogue } from '../catalogue/load-catalogue.ts';
import type { CatalogueFilm } from '../catalogue/parse-catalogue.ts';
import { createSideInformation } from '../simulated-ratings/create-side-information.ts';
import { simulateRatings } from '../simulated-ratings/simulate-ratings.ts';
import { type DataSetRecord, findDataSetRecord } from './data-set-record.ts';
import type { FilmFolder } from './film-folder.ts';
import { saveDataSet } from './save-data-set.ts';

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
  const films = await loadFilmCatalogue();
  const source = hashSource(films);
  const folder = path.join(dataSets, builtInId);
  const known = await findDataSetRecord(folder);
  if (known?.source === source) return { record: known, madeAnew: false };
  await rm(folder, { recursive: true, force: true });
  const { table } = simulateRatings(films, { seed: SEED });
  const description = {
    ...{ id: builtInId, name: 'Built-in films', simulated: true, source, createdAt: nowSeconds },
    ...{ rejectedLineCount: 0, rejectedLines: [] },
  };
  const ratings = { table, sideInformation: createSideInformation(films) };
  return { record: await saveDataSet(folder, ratings, description), madeAnew: true };
}

function hashSource(films: readonly CatalogueFilm[]): string {
  const facts = JSON.stringify({ SIMULATION_VERSION, SEED, films });
  return createHash('sha256').update(facts).digest('hex');
}
