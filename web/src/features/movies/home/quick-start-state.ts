import type { Movie } from '@starweave/contract';
import type { FilmState } from '../film/film-state.ts';

/** How many ratings make a list one's own. */
export const QUICK_START_GOAL = 10;

/** A film that was answered: rated, or skipped as not seen. */
export interface QuickStartAnswer {
  readonly film: Movie;
  /** `undefined`: not seen. */
  readonly rating: number | undefined;
}

/** Films shown one after the other, and what was said about those before. */
export interface QuickStartState {
  /** The film in view; `undefined`: none is left. */
  readonly current: Movie | undefined;
  readonly upcoming: readonly Movie[];
  readonly answers: readonly QuickStartAnswer[];
}

export const emptyQuickStart: QuickStartState = { current: undefined, upcoming: [], answers: [] };

/** Takes newly chosen films as those that come next; the one in view and those answered stay as they are. */
export function offerFilms(state: QuickStartState, films: readonly Movie[]): QuickStartState {
  const known = new Set(state.answers.map(({ film }) => film.movieId));
  if (state.current !== undefined) known.add(state.current.movieId);
  const fresh = films.filter(({ movieId }) => !known.has(movieId));
  // What was lined up stays behind the new choice, so that nobody runs out of films because of an answer.
  const freshIds = new Set(fresh.map(({ movieId }) => movieId));
  const older = state.upcoming.filter(({ movieId }) => !freshIds.has(movieId));
  return state.current === undefined
    ? advance({ ...state, upcoming: fresh })
    : { ...state, upcoming: [...fresh, ...older] };
}

/** Notes what was said about the film in view, and shows the next one. */
export function answerFilm(state: QuickStartState, rating: number | undefined): QuickStartState {
  if (state.current === undefined) return state;
  return advance({ ...state, answers: [...state.answers, { film: state.current, rating }] });
}

/** Shows the film before again, to answer it differently. */
export function goBack(state: QuickStartState): QuickStartState {
  const last = state.answers.at(-1);
  if (last === undefined) return state;
  const upcoming = state.current === undefined ? state.upcoming : [state.current, ...state.upcoming];
  return { current: last.film, upcoming, answers: state.answers.slice(0, -1) };
}

/** How many of the films answered are rated, by what is known of all films: a rating that could not be stored is none. */
export function countRated({ answers }: QuickStartState, { marks }: Pick<FilmState, 'marks'>): number {
  return answers.filter(({ film }) => marks.get(film.movieId)?.rating !== undefined).length;
}

/**
 * The rating that a key stands for: 1 to 5, with Shift half a star less; `code` as keyboards send it, since what Shift and a
 * digit write differs from layout to layout.
 */
export function ratingOfKey(code: string, shift: boolean): number | undefined {
  const digit = /^(?:Digit|Numpad)([1-5])$/.exec(code)?.[1];
  return digit === undefined ? undefined : Number(digit) - (shift ? 0.5 : 0);
}

function advance(state: QuickStartState): QuickStartState {
  const [current, ...upcoming] = state.upcoming;
  return { ...state, current, upcoming };
}
