import { calculateDiversityScore, countGenres } from './diversity-score.ts';
import type { Genres } from './genres.ts';

/** What the statistics of a list need of each film in it. */
export interface RatedGenres {
  readonly genres: Genres;
  /** In stars; a film without one counts for the genres only. */
  readonly predictedRating?: number | null | undefined;
}

/** A genre and how many films of a list have it. */
export interface GenreCount {
  readonly genre: string;
  readonly count: number;
}

/** A list of recommendations in a few numbers. */
export interface RecommendationStats {
  readonly count: number;
  /** In stars, to two decimals; these three are `undefined` when no film has a predicted rating. */
  readonly averagePredictedRating: number | undefined;
  readonly lowestPredictedRating: number | undefined;
  readonly highestPredictedRating: number | undefined;
  /** As `calculateDiversityScore` has it. */
  readonly diversityScore: number;
  /** The five most frequent genres, most frequent first, ties in the order in which the list names them. */
  readonly topGenres: readonly GenreCount[];
}

const TOP_GENRES = 5;

/** What a list of recommendations is like; ratings that are not finite numbers are passed over. An empty list is fine. */
export function getRecommendationStats(recommendations: readonly RatedGenres[]): RecommendationStats {
  const ratings = recommendations
    .map(({ predictedRating }) => predictedRating)
    .filter((rating): rating is number => Number.isFinite(rating));
  let sum = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const rating of ratings) {
    sum += rating;
    lowest = Math.min(lowest, rating);
    highest = Math.max(highest, rating);
  }
  const roundAny = (value: number) => (ratings.length === 0 ? undefined : Math.round(value * 100 + 1e-9) / 100);
  const topGenres = [...countGenres(recommendations)]
    .map(([genre, count]): GenreCount => ({ genre, count }))
    .sort((one, other) => other.count - one.count)
    .slice(0, TOP_GENRES);
  return {
    count: recommendations.length,
    averagePredictedRating: roundAny(sum / ratings.length),
    lowestPredictedRating: roundAny(lowest),
    highestPredictedRating: roundAny(highest),
    diversityScore: calculateDiversityScore(recommendations),
    topGenres,
  };
}
