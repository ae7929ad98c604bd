import type { ItemFeatures } from '@starweave/recommender';
import type { Film } from '../engine/film-engine.ts';

/** What a film is made of when a data set is opened. */
export interface KnownFilmFacts extends Omit<Film, 'meanRating'> {
  /** The sum of its ratings, in half stars. */
  readonly halfStars: number;
}

/**
 * A film, which is also what the recommender knows about it: kept once. Tags are for a fit, and no part of what is sent to
 * whoever asks for the film.
 */
export class KnownFilm implements Film, ItemFeatures {
  readonly id: number;
  readonly key: string;
  readonly title: string;
  readonly year: number | undefined;
  readonly genres: readonly string[];
  readonly directors: readonly string[];
  readonly keywords: readonly string[];
  readonly ratingCount: number;
  readonly meanRating: number | undefined;

  constructor(facts: KnownFilmFacts) {
    const { id, key, title, year, genres, directors, keywords, ratingCount, halfStars } = facts;
    this.id = id;
    this.key = key;
    this.title = title;
    this.year = year;
    this.genres = genres;
    this.directors = directors;
    this.keywords = keywords;
    this.ratingCount = ratingCount;
    this.meanRating = ratingCount === 0 ? undefined : halfStars / 2 / ratingCount;
  }

  get tags(): readonly string[] {
    return none;
  }
}

const none: readonly string[] = [];
