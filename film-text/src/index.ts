export { calculateDiversityScore } from './diversity-score.ts';
export { escapeHtml } from './escape-html.ts';
export { createGenreColorMap, otherGenreColor } from './genre-colors.ts';
export { getGenreEmoji } from './genre-emoji.ts';
export { formatGenres, type Genres, type MovieGenre, movieGenres, splitGenres } from './genres.ts';
export { extractYearFromTitle, formatMovieTitle } from './movie-title.ts';
export { createRatingStars, formatRating, type RatingStyle } from './rating-stars.ts';
export {
  type GenreCount,
  getRecommendationStats,
  type RatedGenres,
  type RecommendationStats,
} from './recommendation-stats.ts';
