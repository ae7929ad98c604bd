import type { ItemFeatures, SideInformationById } from '@starweave/recommender';
import type { CatalogueFilm } from '../catalogue/parse-catalogue.ts';

/** What the catalogue says about its films, as the recommender takes it; nobody has tagged them, and people are strangers. */
export function createSideInformation(films: readonly CatalogueFilm[]): SideInformationById {
  const items = films.map(({ id, title, year, genres, directors, keywords }): [number, ItemFeatures] => [
    id,
    { title, year, genres, tags: [], directors, keywords },
  ]);
  return { items: new Map(items), users: new Map() };
}
