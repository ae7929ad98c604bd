import type { FilmPoint } from '../data-set-facts.ts';
import type { Film } from '../film-engine.ts';

/** A film as charts show it: its first genre stands for all. */
export function createFilmPoint({ id, title, year, genres, ratingCount }: Film): FilmPoint {
  return { filmId: id, title, year, genre: genres[0] ?? '', ratingCount };
}
