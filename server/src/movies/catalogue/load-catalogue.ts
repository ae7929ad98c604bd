import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type CatalogueFilm, parseCatalogue } from './parse-catalogue.ts';

/**
 * The films that come with Starweave, in the order of their file: by year, then by title; films added later at the end.
 *
 * @throws BrokenCatalogueError when the file was damaged
 */
export async function loadFilmCatalogue(): Promise<readonly CatalogueFilm[]> {
  return parseCatalogue(await readFilmCatalogue());
}

/** The same films as the text of their file, unparsed. */
export async function readFilmCatalogue(): Promise<string> {
  return readFile(path.join(import.meta.dirname, 'films.tsv'), 'utf8');
}
