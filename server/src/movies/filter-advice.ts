import type { FilmFilter, FilterRelief } from './engine/film-engine.ts';

/** The contract's FilterAdvice. */
export interface FilterAdvice {
  readonly field: string;
  readonly text: string;
  readonly movieCount: number;
}

/** What to loosen in a filter that leaves too few films, in sentences; in the order given. */
export function createFilterAdvice(relief: readonly FilterRelief[], filter: FilmFilter): FilterAdvice[] {
  return relief.map(({ field, filmCount }) => ({
    field: fieldNames[field],
    text: `${describeLoosening(field, filter)} there ${filmCount === 1 ? 'is 1 film' : `are ${filmCount} films`}.`,
    movieCount: filmCount,
  }));
}

const fieldNames: { readonly [field in keyof FilmFilter]-?: string } = {
  genres: 'genres',
  withoutGenres: 'without_genres',
  yearFrom: 'year_from',
  yearTo: 'year_to',
  ratingCountFrom: 'rating_count_from',
  ratingCountTo: 'rating_count_to',
};

function describeLoosening(field: keyof FilmFilter, filter: FilmFilter): string {
  switch (field) {
    case 'genres':
      return `With other genres than ${list(filter.genres)}`;
    case 'withoutGenres':
      return `With ${list(filter.withoutGenres)} let in`;
    case 'yearFrom':
      return `With films from before ${filter.yearFrom}`;
    case 'yearTo':
      return `With films from after ${filter.yearTo}`;
    case 'ratingCountFrom':
      return `With films that have fewer than ${filter.ratingCountFrom} ratings`;
    case 'ratingCountTo':
      return `With films that have more than ${filter.ratingCountTo} ratings`;
  }
}

function list(genres: readonly string[] = []): string {
  if (genres.length < 2) return genres.join('');
  return `${genres.slice(0, -1).join(', ')} or ${genres.at(-1)}`;
}
