import { create } from '@bufbuild/protobuf';
import { type Movie, type MovieRecommendation, MovieSchema } from '@starweave/contract';

/** The film of a recommendation, whole where the server sent it whole. */
export function filmOfRecommendation({ movie, movieId, title, year, genres }: MovieRecommendation): Movie {
  return movie ?? create(MovieSchema, { movieId, title, year, genres });
}
