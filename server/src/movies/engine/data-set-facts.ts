import type { ScorerId } from '@starweave/recommender';

export interface DataSetFacts {
  readonly id: string;
  readonly name: string;
  readonly simulated: boolean;
  readonly filmCount: number;
  readonly userCount: number;
  readonly ratingCount: number;
  readonly meanRating: number;
  /** Seconds since 1970; 0: not known. */
  readonly firstRatingAt: number;
  readonly lastRatingAt: number;
  readonly createdAt: number;
  readonly inUse: boolean;
  readonly sizeBytes: number;
  readonly rejectedLineCount: number;
  readonly rejectedLines: readonly string[];
}

export interface FilmGroup {
  readonly name: string;
  readonly filmCount: number;
  readonly ratingCount: number;
  readonly meanRating?: number;
  readonly userCount?: number;
}

export interface FilmPoint {
  readonly filmId: number;
  readonly title: string;
  readonly year: number | undefined;
  readonly genre: string;
  readonly ratingCount: number;
}

export interface DataSetDescription {
  readonly facts: DataSetFacts;
  readonly genres: readonly FilmGroup[];
  readonly genreCombinations: readonly FilmGroup[];
  readonly years: readonly FilmGroup[];
  readonly decades: readonly FilmGroup[];
  readonly ratingCounts: readonly number[];
  readonly userActivity: readonly FilmGroup[];
  readonly popularity: readonly (FilmPoint & { readonly meanRating: number })[];
  readonly popularityIsSample: boolean;
  readonly topTenthShare: number;
}

export interface FilmMap {
  readonly method: string;
  readonly algorithm: ScorerId;
  readonly points: readonly (FilmPoint & { readonly x: number; readonly y: number })[];
}
