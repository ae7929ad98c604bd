import type { Film, FilmFilter, FilterRelief } from './film-engine.ts';

/**
 * A filter as a question about a film, with the same meaning as the recommender's: a film about which it asks for something
 * that isn't known is left out.
 */
export function createFilmTest(filter: FilmFilter): (film: Film) => boolean {
  const { genres = [], withoutGenres = [] } = filter;
  const [hasWanted, hasUnwanted] = [createGenreTest(genres), createGenreTest(withoutGenres)];
  const { yearFrom = 0, yearTo = Number.POSITIVE_INFINITY } = filter;
  const { ratingCountFrom = 0, ratingCountTo = Number.POSITIVE_INFINITY } = filter;
  const asksYear = filter.yearFrom !== undefined || filter.yearTo !== undefined;
  return (film) => {
    if (film.ratingCount < ratingCountFrom || film.ratingCount > ratingCountTo) return false;
    if (asksYear && !(film.year !== undefined && film.year >= yearFrom && film.year <= yearTo)) return false;
    if (genres.length > 0 && !hasWanted(film)) return false;
    return withoutGenres.length === 0 || !hasUnwanted(film);
  };
}

function createGenreTest(genres: readonly string[]): (film: Film) => boolean {
  const wanted = new Set(genres.map((genre) => genre.toLowerCase()));
  // Spellings repeat: each is put in lower case once.
  const known = new Map<string, boolean>();
  const isWanted = (genre: string) => {
    let is = known.get(genre);
    if (is === undefined) {
      is = wanted.has(genre.toLowerCase());
      known.set(genre, is);
    }
    return is;
  };
  return (film) => film.genres.some(isWanted);
}

/** Whether a filter asks for anything. */
export function isFilter(filter: FilmFilter): boolean {
  return listFields(filter).length > 0;
}

/**
 * How many of the films would pass without each part of the filter; the one that gives most first. Parts that give nothing
 * are left out, unless none gives anything.
 */
export function computeRelief(films: Iterable<Film>, filter: FilmFilter): readonly FilterRelief[] {
  const fields = listFields(filter);
  const pass = createFilmTest(filter);
  const tests = fields.map((field) => createFilmTest({ ...filter, [field]: undefined }));
  const counts = fields.map(() => 0);
  let now = 0;
  for (const film of films) {
    if (pass(film)) now += 1;
    tests.forEach((passes, place) => {
      if (passes(film)) counts[place]! += 1;
    });
  }
  const relief = fields.map((field, place) => ({ field, filmCount: counts[place]! }));
  const helping = relief.filter(({ filmCount }) => filmCount > now);
  return (helping.length > 0 ? helping : relief).sort((a, b) => b.filmCount - a.filmCount);
}

function listFields(filter: FilmFilter): (keyof FilmFilter)[] {
  const fields = Object.keys(filter) as (keyof FilmFilter)[];
  return fields.filter((field) => {
    const value = filter[field];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
}
