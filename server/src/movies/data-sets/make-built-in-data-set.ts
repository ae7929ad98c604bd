import { loadFilmCatalogue } from '../catalogue/load-catalogue.ts';
import { createSideInformation } from '../simulated-ratings/create-side-information.ts';
import { simulateRatings } from '../simulated-ratings/simulate-ratings.ts';
import type { DataSetRecord } from './data-set-record.ts';
import { saveDataSet } from './save-data-set.ts';

/** What the built-in data set is known by. */
export interface BuiltInDescription {
  readonly id: string;
  /** Of the simulation. */
  readonly seed: number;
  /** Of the catalogue and the simulation that it is made of. */
  readonly source: string;
  readonly createdAt: number;
}

/** Makes the built-in data set in a folder that isn't there yet: the catalogue's films, and ratings simulated for them. */
export async function makeBuiltInDataSet(
  folder: string,
  { id, seed, source, createdAt }: BuiltInDescription,
): Promise<DataSetRecord> {
  const films = await loadFilmCatalogue();
  const { table } = simulateRatings(films, { seed });
  const ratings = { table, sideInformation: createSideInformation(films) };
  return saveDataSet(folder, ratings, {
    ...{ id, name: 'Built-in films', simulated: true, source, createdAt },
    ...{ rejectedLineCount: 0, rejectedLines: [] },
  });
}
