import { create } from '@bufbuild/protobuf';
import { type RecommendResponse, RecommendResponseSchema } from '@starweave/contract';
import type { RequestedPerson } from './check-movie-request.ts';
import { createContractWish, createModelAnswer, createModelNotices, createRecommendation } from './contract-movie.ts';
import type { FilmEngine, FilmFilter, RecommendQuery, UnderstoodWish } from './engine/film-engine.ts';
import { createFilterAdvice } from './filter-advice.ts';
import { choosePerson, type Viewer } from './movie-service-dependencies.ts';

export const mostLikedFilms = 10;

/** A list that somebody asks for, checked. */
export interface FilmListRequest extends Pick<RecommendQuery, 'limit' | 'filter' | 'diversity'> {
  readonly requested: RequestedPerson;
  readonly algorithm?: RecommendQuery['algorithm'] | undefined;
  readonly likeIds: readonly number[];
  /** In words; empty: none. */
  readonly wishText: string;
}

export interface RecommendFilmsDependencies {
  readonly engine: Pick<FilmEngine, 'recommend' | 'understandWish'>;
  readonly loadViewer: () => Promise<Viewer>;
  /** Aborted when nobody waits for the list any more. */
  readonly signal?: AbortSignal;
}

/** The best films for somebody, with what was understood of the wish and what would loosen a filter that leaves too few. */
export async function recommendFilms(
  { engine, loadViewer, signal }: RecommendFilmsDependencies,
  { requested, algorithm, wishText, filter, likeIds, limit, diversity }: FilmListRequest,
): Promise<RecommendResponse> {
  const [viewer, wish] = await Promise.all([
    loadViewer(),
    wishText.trim() === '' ? undefined : engine.understandWish(wishText),
  ]);
  const merged = mergeFilters(filter, wish?.filter ?? {});
  const query = {
    ...{ limit, diversity, filter: merged },
    person: choosePerson(requested, viewer),
    ...(algorithm && { algorithm }),
    likeFilmIds: mergeLikes(likeIds, wish),
    genreWeights: wish?.genreWeights ?? [],
    ...(wish?.directors && { directors: wish.directors }),
  };
  const result = await engine.recommend(query, { signal });
  return create(RecommendResponseSchema, {
    recommendations: result.films.map((film) => createRecommendation(film, viewer)),
    model: createModelAnswer(result.model),
    ratingCount: result.ratingCount,
    ...(wish && { understood: createContractWish(wish, viewer) }),
    advice: createFilterAdvice(result.relief, merged),
    notices: createModelNotices(result.model),
  });
}

/** Both have to hold; where both name genres, those of the request do. */
function mergeFilters(asked: FilmFilter, wished: FilmFilter): FilmFilter {
  const withoutGenres = [...new Set([...(asked.withoutGenres ?? []), ...(wished.withoutGenres ?? [])])];
  const narrower = {
    yearFrom: highest(asked.yearFrom, wished.yearFrom),
    yearTo: lowest(asked.yearTo, wished.yearTo),
    ratingCountFrom: highest(asked.ratingCountFrom, wished.ratingCountFrom),
    ratingCountTo: lowest(asked.ratingCountTo, wished.ratingCountTo),
  };
  const numbers = Object.entries(narrower).filter(([, value]) => value !== undefined);
  return { ...wished, ...asked, ...(withoutGenres.length > 0 && { withoutGenres }), ...Object.fromEntries(numbers) };
}

function highest(a = Number.NEGATIVE_INFINITY, b = Number.NEGATIVE_INFINITY): number | undefined {
  const value = Math.max(a, b);
  return Number.isFinite(value) ? value : undefined;
}

function lowest(a = Number.POSITIVE_INFINITY, b = Number.POSITIVE_INFINITY): number | undefined {
  const value = Math.min(a, b);
  return Number.isFinite(value) ? value : undefined;
}

function mergeLikes(likeIds: readonly number[], wish: UnderstoodWish | undefined): number[] {
  const wished = wish?.likeFilms.map(({ id }) => id) ?? [];
  return [...new Set([...likeIds, ...wished])].slice(0, mostLikedFilms);
}
