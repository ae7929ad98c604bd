import { clone } from '@bufbuild/protobuf';
import { type Movie, type MovieCard, MovieCardSchema } from '@starweave/contract';
import type { Caller } from '../../accounts/caller.ts';
import type { Database } from '../../storage/database.ts';
import { createContractMovie } from '../contract-movie.ts';
import type { Film, FilmEngine } from '../engine/film-engine.ts';
import { listPossibleKeys } from '../engine/film-key.ts';
import { loadOpinions } from '../film-opinion-store.ts';
import { createFilmOpinions, type FilmOpinions } from '../film-opinions.ts';

/** Brings cards of films that were written earlier up to date. */
export interface MovieCardReader {
  /**
   * The cards, in order, with the caller's opinions, the pictures and the film ids of today. A film that the data set in
   * use hasn't gets id 0; while the films are away, ids stay as they were.
   */
  refreshCards(cards: readonly MovieCard[], caller: Caller): Promise<readonly MovieCard[]>;
}

export interface MovieCardReaderDependencies {
  readonly database: Database;
  readonly engine: Pick<FilmEngine, 'findFilms'>;
  readonly findArtUrl: (film: Film) => string;
  /** How long a list of messages waits for the films. */
  readonly timeoutMs?: number;
}

type FindArtUrl = MovieCardReaderDependencies['findArtUrl'];

export function createMovieCardReader(dependencies: MovieCardReaderDependencies): MovieCardReader {
  const { database, engine, findArtUrl, timeoutMs = 1000 } = dependencies;
  return {
    async refreshCards(cards, caller) {
      const keys = [...new Set(cards.flatMap(listMovies).flatMap(keysOf))];
      const [rows, films] = await Promise.all([
        loadOpinions(database, caller),
        findInTime(() => engine.findFilms(keys), timeoutMs),
      ]);
      const opinions = createFilmOpinions(rows);
      const known = films && new Map(keys.map((key, index) => [key, films[index]]));
      const refresh = (movie: Movie) => refreshMovie(movie, { known, opinions, findArtUrl });
      return cards.map((card) => refreshCard(clone(MovieCardSchema, card), refresh));
    },
  };
}

function listMovies({ recommendations, questions }: MovieCard): Pick<Movie, 'title' | 'year'>[] {
  return [...recommendations, ...questions.flatMap(({ candidates }) => candidates)];
}

function keysOf({ title, year }: Pick<Movie, 'title' | 'year'>): readonly [string, string] {
  return listPossibleKeys(title, year === 0 ? undefined : year);
}

/** Undefined where the films are away or take too long: a conversation is worth showing without them. */
async function findInTime(
  find: () => Promise<readonly (Film | undefined)[]>,
  timeoutMs: number,
): Promise<readonly (Film | undefined)[] | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), timeoutMs);
  try {
    return await Promise.race([find(), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

function refreshCard(card: MovieCard, refresh: (movie: Movie) => Movie): MovieCard {
  for (const recommendation of card.recommendations) {
    if (recommendation.movie === undefined) continue;
    recommendation.movie = refresh(recommendation.movie);
    recommendation.movieId = recommendation.movie.movieId;
  }
  for (const question of card.questions) question.candidates = question.candidates.map(refresh);
  return card;
}

interface Refreshing {
  /** By key; undefined: the films are away. */
  readonly known: ReadonlyMap<string, Film | undefined> | undefined;
  readonly opinions: FilmOpinions;
  readonly findArtUrl: FindArtUrl;
}

function refreshMovie(movie: Movie, { known, opinions, findArtUrl }: Refreshing): Movie {
  const [key, namesake] = keysOf(movie);
  const other = known?.get(namesake);
  const film = other?.id === movie.movieId ? other : known?.get(key);
  const isGone = known !== undefined && film === undefined;
  const { title, genres, directors, keywords, ratingCount, meanRating } = movie;
  const asItWas: Film = {
    ...{ id: isGone ? 0 : movie.movieId, key, title, year: movie.year === 0 ? undefined : movie.year },
    ...{ genres, directors, keywords, ratingCount, meanRating },
  };
  return createContractMovie(film ?? asItWas, { findOpinion: opinions.find, findArtUrl });
}
