import { create } from '@bufbuild/protobuf';
import { type ListRatingsResponse, ListRatingsResponseSchema } from '@starweave/contract';
import { createContractMovie, createRatedMovie, type FilmSurroundings } from './contract-movie.ts';
import type { Film, FilmEngine } from './engine/film-engine.ts';
import type { FilmOpinion } from './film-opinion-store.ts';

export interface OwnRatingsQuery {
  readonly engine: Pick<FilmEngine, 'findFilms'>;
  readonly surroundings: FilmSurroundings;
  /** Everything that the caller said. */
  readonly opinions: readonly FilmOpinion[];
  readonly page: { readonly limit: number; readonly offset: number };
}

/**
 * A page of the caller's own ratings, the latest first, and all their feedback. A film that the data set in use hasn't is
 * shown with the title that it had, and id 0.
 */
export async function createOwnRatings({
  engine,
  surroundings,
  opinions,
  page,
}: OwnRatingsQuery): Promise<ListRatingsResponse> {
  const rated = opinions.filter(({ halfStars }) => halfStars !== null).sort(byTime('ratedAt'));
  const shown = rated.slice(page.offset, page.offset + page.limit);
  const withFeedback = opinions.filter(({ feedback }) => feedback !== null).sort(byTime('feedbackAt'));
  const asked = [...shown, ...withFeedback];
  const found = asked.length === 0 ? [] : await engine.findFilms(asked.map(({ filmKey }) => filmKey));
  const films = asked.map((row, index) => found[index] ?? describeAbsentFilm(row));
  return create(ListRatingsResponseSchema, {
    ratings: shown.map((row, index) => {
      const ratedAt = (row.ratedAt?.getTime() ?? 0) / 1000;
      return createRatedMovie({ film: films[index] as Film, rating: (row.halfStars ?? 0) / 2, ratedAt }, surroundings);
    }),
    total: rated.length,
    feedback: films.slice(shown.length).map((film) => createContractMovie(film, surroundings)),
  });
}

function byTime(field: 'ratedAt' | 'feedbackAt') {
  return (a: FilmOpinion, b: FilmOpinion) => (b[field]?.getTime() ?? 0) - (a[field]?.getTime() ?? 0);
}

function describeAbsentFilm({ filmKey, title, year }: FilmOpinion): Film {
  return {
    ...{ id: 0, key: filmKey, title, year: year ?? undefined },
    ...{ genres: [], directors: [], keywords: [], ratingCount: 0, meanRating: undefined },
  };
}
