import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { MovieService } from '@starweave/contract';
import {
  checkCount,
  checkFeedback,
  checkFields,
  checkOffset,
  checkRating,
  checkUserId,
} from './check-movie-request.ts';
import { createContractFeedback, createContractMovie, createModelAnswer, createRatedMovie } from './contract-movie.ts';
import type { Film, TasteShare } from './engine/film-engine.ts';
import {
  type BriefOpinion,
  type ChangedOpinion,
  changeOpinion,
  loadWholeOpinions,
  type OpinionChange,
} from './film-opinion-store.ts';
import { choosePerson, loadViewer, type MovieServiceDependencies } from './movie-service-dependencies.ts';
import { createOwnRatings } from './own-ratings.ts';

const pageLength = { most: 1000, fallback: 100 };
const quickStartLength = { most: 50, fallback: 10 };

/** What people say about films, and what it tells about them. */
export function createOpinionHandlers(dependencies: MovieServiceDependencies) {
  return {
    ...createChangeHandlers(dependencies),
    ...createTasteHandlers(dependencies),
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}

/** A film as a request names it. */
interface NamedFilm {
  readonly movieId: number;
  /** The data set that the id is of; empty: the one in use. */
  readonly dataSetId: string;
}

function createChangeHandlers({ database, engine, getCaller, findArtUrl }: MovieServiceDependencies) {
  const change = async (named: NamedFilm, context: HandlerContext, opinionChange: OpinionChange) => {
    const { movieId, dataSetId } = named;
    const [film] = await engine.getFilms([movieId], dataSetId === '' ? undefined : dataSetId);
    if (film === undefined) throw new Error(`The engine has no answer for film ${movieId}.`);
    const changed = await changeOpinion(database, { caller: getCaller(context), film }, opinionChange);
    return { changed, movie: describe(film, changed) };
  };
  const describe = (film: Film, { opinion }: ChangedOpinion) =>
    createContractMovie(film, { findOpinion: () => opinion, findArtUrl });
  return {
    async rateMovie({ rating, ...named }, context) {
      const halfStars = checkRating(rating) ?? null;
      const { changed, movie } = await change(named, context, { halfStars });
      const previous = changed.previous?.halfStars ?? null;
      const { ratingCount } = changed;
      return { movie, ratingCount, ...(previous !== null && { previousRating: previous / 2 }) };
    },
    async giveFeedback({ feedback, ...named }, context) {
      const kind = checkFeedback(feedback) ?? null;
      const { changed, movie } = await change(named, context, { feedback: kind });
      return { movie, previousFeedback: createContractFeedback(changed.previous?.feedback) };
    },
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}

function createTasteHandlers(dependencies: MovieServiceDependencies) {
  const { engine, database, getCaller, findArtUrl } = dependencies;
  return {
    async getTasteProfile(request, context) {
      const requested = checkUserId(request.userId, getCaller(context));
      const viewer = await loadViewer(dependencies, context);
      const taste = await engine.describeTaste(choosePerson(requested, viewer));
      const given = requested.kind === 'caller' ? viewer.opinions.rows : [];
      return {
        ratingCount: taste.ratingCount,
        meanRating: taste.meanRating,
        everyonesMeanRating: taste.everyonesMeanRating,
        genres: taste.genres.map(describeShare),
        decades: taste.decades.map(describeShare),
        ratingCounts: [...taste.ratingCounts],
        everyonesRatingShares: [...taste.everyonesRatingShares],
        favourites: taste.favourites.map((rated) => createRatedMovie(rated, viewer)),
        surprises: taste.surprises.map((rated) => createRatedMovie(rated, viewer)),
        likeCount: countFeedback(given, 'like'),
        notInterestedCount: countFeedback(given, 'not-interested'),
        seenCount: countFeedback(given, 'seen'),
        ...(taste.model && { model: createModelAnswer(taste.model) }),
      };
    },
    async listRatings(request, context) {
      const { requested, ...page } = checkFields({
        requested: () => checkUserId(request.userId, getCaller(context)),
        limit: () => checkCount('limit', request.limit, pageLength),
        offset: () => checkOffset(request.offset),
      });
      if (requested.kind === 'caller') {
        const opinions = await loadWholeOpinions(database, getCaller(context));
        const byKey = new Map(opinions.map((opinion) => [opinion.filmKey, opinion]));
        const surroundings = { findOpinion: (filmKey: string) => byKey.get(filmKey), findArtUrl };
        return createOwnRatings({ engine, surroundings, opinions, page });
      }
      const viewer = await loadViewer(dependencies, context);
      const { ratings, total } = await engine.listUserRatings(requested.userId, page);
      return { ratings: ratings.map((rated) => createRatedMovie(rated, viewer)), total };
    },
    async getQuickStart(request, context) {
      const limit = checkCount('limit', request.limit, quickStartLength);
      const viewer = await loadViewer(dependencies, context);
      const films = await engine.chooseQuickStart(viewer.opinions.person, limit, { signal: context.signal });
      const movies = films.map((film) => createContractMovie(film, viewer));
      return { movies, ratingCount: viewer.opinions.ratingCount };
    },
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}

function countFeedback(opinions: readonly BriefOpinion[], kind: BriefOpinion['feedback']): number {
  return opinions.filter(({ feedback }) => feedback === kind).length;
}

function describeShare({ name, filmCount, meanRating, share, everyonesShare }: TasteShare) {
  return { name, movieCount: filmCount, meanRating, share, everyonesShare };
}
