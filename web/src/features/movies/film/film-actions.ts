import type { MovieFeedback } from '@starweave/contract';
import { describeProblem } from '../../../api/describe-problem.ts';
import type { FilmSession, MarksInFlight } from './film-session.ts';
import { describeChange, type FilmMarks, type MarkedFilm, marksOf, setMarks } from './film-state.ts';

export interface FilmActionOptions {
  /** No sentence with "Undo"; problems are told all the same. */
  readonly quiet?: boolean;
}

interface Change extends FilmActionOptions {
  /** The data set that the film is of; `undefined`: nothing has told. */
  readonly dataSetId: string | undefined;
}

/** Rates a film, changes the rating, or takes it back where `rating` is undefined. Shows at once, everywhere. */
export function rateFilm(
  session: FilmSession,
  film: MarkedFilm,
  rating: number | undefined,
  options: FilmActionOptions = {},
): void {
  changeMarks(session, film, (marks) => ({ ...marks, rating }), { ...options, dataSetId: session.dataSetId });
}

/** Says something about a film other than a rating; unspecified takes it back. Shows at once, everywhere. */
export function giveFeedback(
  session: FilmSession,
  film: MarkedFilm,
  feedback: MovieFeedback,
  options: FilmActionOptions = {},
): void {
  changeMarks(session, film, (marks) => ({ ...marks, feedback }), { ...options, dataSetId: session.dataSetId });
}

function changeMarks(
  session: FilmSession,
  film: MarkedFilm,
  change: (marks: FilmMarks) => FilmMarks,
  { quiet = false, dataSetId }: Change,
): void {
  const before = marksOf(session.store.state, film);
  const after = change(before);
  if (isSame(before, after)) return;
  session.store.update((state) => setMarks(state, film.movieId, after));
  if (!quiet) {
    session.showToast({
      text: describeChange(film.title, before, after),
      isProblem: false,
      action: { label: 'Undo', run: () => changeMarks(session, film, () => before, { quiet: true, dataSetId }) },
    });
  }
  const running = session.inFlight.get(film.movieId);
  if (running !== undefined) running.wanted = after;
  else void send(session, film, { stored: before, wanted: after, dataSetId });
}

/** Brings the server to what is wanted, one call at a time, so that quick changes can't overtake each other. */
async function send(session: FilmSession, film: MarkedFilm, marks: MarksInFlight): Promise<void> {
  const { movieId } = film;
  session.inFlight.set(movieId, marks);
  session.store.update((state) => ({ ...state, sending: state.sending + 1 }));
  try {
    while (!isSame(marks.stored, marks.wanted)) {
      marks.stored = await sendDifference(session, movieId, marks);
    }
    session.store.update((state) => ({ ...state, revision: state.revision + 1, sending: state.sending - 1 }));
    session.onStored(movieId, marks.stored);
  } catch (reason) {
    const { wanted, stored, dataSetId } = marks;
    // Where other films are in use, lists that ask anew find out.
    session.store.update((state) => ({
      ...setMarks(state, movieId, stored),
      revision: state.revision + 1,
      sending: state.sending - 1,
    }));
    session.showToast({
      text: `${film.title}: ${describeProblem(reason).message}`,
      isProblem: true,
      action: { label: 'Try again', run: () => changeMarks(session, film, () => wanted, { quiet: true, dataSetId }) },
    });
  } finally {
    session.inFlight.delete(movieId);
  }
}

async function sendDifference(session: FilmSession, movieId: number, marks: MarksInFlight): Promise<FilmMarks> {
  const { stored, wanted, dataSetId = '' } = marks;
  if (stored.rating !== wanted.rating) {
    const { rating } = wanted;
    const { ratingCount } = await session.movies.rateMovie({
      movieId,
      dataSetId,
      ...(rating !== undefined && { rating }),
    });
    session.store.update((state) => ({ ...state, ratingCount }));
    return { ...stored, rating };
  }
  const { feedback } = wanted;
  await session.movies.giveFeedback({ movieId, dataSetId, feedback });
  return { ...stored, feedback };
}

function isSame(one: FilmMarks, other: FilmMarks): boolean {
  return one.rating === other.rating && one.feedback === other.feedback;
}
