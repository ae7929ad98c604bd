import type { Movie } from '@starweave/contract';
import { MovieFeedback } from '@starweave/contract';

/** A film with what the caller has said about it, as any answer carries it. */
export type MarkedFilm = Pick<Movie, 'movieId' | 'title' | 'yourRating' | 'yourFeedback'>;

/** What the caller says about one film. */
export interface FilmMarks {
  /** 0.5 to 5 in halves; `undefined`: not rated. */
  readonly rating: number | undefined;
  readonly feedback: MovieFeedback;
}

/** A sentence that goes by itself, and how to take back what it tells of. */
export interface FilmToast {
  readonly id: string;
  readonly text: string;
  readonly isProblem: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface FilmState {
  /** By film id: what was said on this page, sent or still on its way. Films that aren't here are as their answer says. */
  readonly marks: ReadonlyMap<number, FilmMarks>;
  /** Grows with everything that the server has stored, or refused to: lists that rest on it ask anew. */
  readonly revision: number;
  /** How many films have something said about them that the server hasn't stored yet: lists that rest on it will be others. */
  readonly sending: number;
  /** How often another data set has come into use: whatever rests on films asks anew. */
  readonly switches: number;
  /** How many films the caller has rated, as the server last said. */
  readonly ratingCount: number | undefined;
  readonly toast: FilmToast | undefined;
}

export const initialFilmState: FilmState = {
  marks: new Map(),
  revision: 0,
  sending: 0,
  switches: 0,
  ratingCount: undefined,
  toast: undefined,
};

/** What the caller says about a film: what was said on this page, or else what the answer carries. */
export function marksOf(state: FilmState, film: MarkedFilm): FilmMarks {
  return state.marks.get(film.movieId) ?? storedMarks(film);
}

export function storedMarks({ yourRating, yourFeedback }: MarkedFilm): FilmMarks {
  return { rating: yourRating, feedback: yourFeedback };
}

/** Puts a film's marks into the state. */
export function setMarks(state: FilmState, movieId: number, marks: FilmMarks): FilmState {
  return { ...state, marks: new Map(state.marks).set(movieId, marks) };
}

/** The state after fresh news of films; where they change anything, lists that rest on it ask anew. */
export function noteStoredMarks(state: FilmState, films: readonly MarkedFilm[]): FilmState {
  const unsaid: FilmMarks = { rating: undefined, feedback: MovieFeedback.UNSPECIFIED };
  const changed = films.filter((film) => {
    const [known, stored] = [state.marks.get(film.movieId) ?? unsaid, storedMarks(film)];
    return film.movieId > 0 && (known.rating !== stored.rating || known.feedback !== stored.feedback);
  });
  if (changed.length === 0) return state;
  const marks = new Map(state.marks);
  for (const film of changed) marks.set(film.movieId, storedMarks(film));
  return { ...state, marks, revision: state.revision + 1 };
}

const FEEDBACK_WORDS: Readonly<Record<MovieFeedback, (title: string) => string>> = {
  [MovieFeedback.UNSPECIFIED]: (title) => `Taken back what you said about ${title}.`,
  [MovieFeedback.LIKE]: (title) => `More like ${title}.`,
  [MovieFeedback.NOT_INTERESTED]: (title) => `${title} won’t be recommended again.`,
  [MovieFeedback.SEEN]: (title) => `Noted that you know ${title}.`,
};

/** A title in a sentence: written from right to left or not, it stays between its neighbours (Unicode's isolates). */
function isolate(title: string): string {
  return `\u2068${title}\u2069`;
}

/** What a change of marks comes to, as a sentence. */
export function describeChange(filmTitle: string, before: FilmMarks, after: FilmMarks): string {
  const title = isolate(filmTitle);
  if (before.feedback !== after.feedback) return FEEDBACK_WORDS[after.feedback](title);
  if (after.rating === undefined) return `Took back your rating of ${title}.`;
  return `You gave ${title} ${describeStars(after.rating)}.`;
}

/** "1 star", "4.5 stars". */
function describeStars(rating: number): string {
  return rating === 1 ? '1 star' : `${rating} stars`;
}
