import type { FilmGroup } from '../data-set-facts.ts';
import type { Film } from '../film-engine.ts';

/** Adds up films and their ratings by name. */
export class FilmGroups {
  readonly #groups = new Map<string, { filmCount: number; ratingCount: number; ratingSum: number }>();

  add(name: string, { ratingCount, meanRating = 0 }: Film): void {
    const group = this.#groups.get(name) ?? { filmCount: 0, ratingCount: 0, ratingSum: 0 };
    this.#groups.set(name, group);
    group.filmCount += 1;
    group.ratingCount += ratingCount;
    group.ratingSum += ratingCount * meanRating;
  }

  /** A group without films where there is none of that name. */
  get(name: string): FilmGroup {
    const { filmCount, ratingCount, ratingSum } = this.#groups.get(name) ?? {
      filmCount: 0,
      ratingCount: 0,
      ratingSum: 0,
    };
    return { name, filmCount, ratingCount, ...(ratingCount > 0 && { meanRating: ratingSum / ratingCount }) };
  }

  /** In the order in which they were first named. */
  list(): FilmGroup[] {
    return [...this.#groups.keys()].map((name) => this.get(name));
  }
}

/** The decade of a year, as in `1990s`. */
export function nameDecade(year: number): string {
  return `${Math.floor(year / 10) * 10}s`;
}

/** Films by genre and by decade; a film counts for each of its genres. */
export function groupByGenreAndDecade(films: readonly Film[]): FilmGroups {
  const groups = new FilmGroups();
  for (const film of films) {
    for (const genre of new Set(film.genres)) groups.add(genre, film);
    if (film.year !== undefined) groups.add(nameDecade(film.year), film);
  }
  return groups;
}
