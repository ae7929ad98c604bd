import { MovieFeedback } from '@starweave/contract';
import { giveFeedback, rateFilm } from './film-actions.ts';
import { useFilmSession, useFilms } from './film-context.ts';
import { type MarkedFilm, storedMarks } from './film-state.ts';

export interface FilmActions {
  /** The caller's rating as it stands now, sent or on its way. */
  readonly rating: number | undefined;
  readonly feedback: MovieFeedback;
  /** `undefined` takes the rating back. */
  readonly rate: (rating: number | undefined) => void;
  /** Says it, or takes it back where it was said already. */
  readonly toggle: (feedback: MovieFeedback) => void;
}

/** What the caller says about a film, and how to say something else: shown at once, stored, undone on failure. */
export function useFilmActions(film: MarkedFilm): FilmActions {
  const session = useFilmSession();
  const said = useFilms((state) => state.marks.get(film.movieId));
  const { rating, feedback } = said ?? storedMarks(film);
  return {
    rating,
    feedback,
    rate: (next) => rateFilm(session, film, next),
    toggle: (next) => giveFeedback(session, film, next === feedback ? MovieFeedback.UNSPECIFIED : next),
  };
}
