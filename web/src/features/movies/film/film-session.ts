import type { Services } from '../../../api/services.ts';
import { Store } from '../../../api/store.ts';
import {
  type FilmMarks,
  type FilmState,
  type FilmToast,
  initialFilmState,
  type MarkedFilm,
  noteStoredMarks,
} from './film-state.ts';

/** A film's marks on their way to the server. */
export interface MarksInFlight {
  /** What the server has. */
  stored: FilmMarks;
  /** What it shall have. */
  wanted: FilmMarks;
  /** The data set that the film is of; `undefined`: nothing has told. */
  readonly dataSetId: string | undefined;
}

/** What every view of films on this page knows together. Actions of people are in `film-actions.ts`. */
export class FilmSession {
  readonly store = new Store<FilmState>(initialFilmState);
  readonly movies: Services['movies'];
  /** By film id; only `film-actions.ts` touches it. */
  readonly inFlight = new Map<number, MarksInFlight>();
  /** Hears what the server has newly stored about a film, said on this page or in its chat. */
  onStored: (movieId: number, marks: FilmMarks) => void = () => {};
  #toastCount = 0;
  #dataSetId: string | undefined;

  constructor(movies: Services['movies']) {
    this.movies = movies;
  }

  /** The data set that the latest answer came from; `undefined`: none has told. */
  get dataSetId(): string | undefined {
    return this.#dataSetId;
  }

  /**
   * Tells which data set an answer came from: the films of another one have other ids, so what was said is forgotten and every
   * list asks anew. Answers whether it is another one.
   */
  noteDataSet(dataSetId: string): boolean {
    if (dataSetId === '' || dataSetId === this.#dataSetId) return false;
    const isOther = this.#dataSetId !== undefined;
    this.#dataSetId = dataSetId;
    if (!isOther) return false;
    this.store.update(({ revision, sending, switches }) => ({
      ...initialFilmState,
      revision: revision + 1,
      sending,
      switches: switches + 1,
    }));
    return true;
  }

  /** Tells what the server has just stored or read about films; what is still on its way there stays. */
  noteStored(films: readonly MarkedFilm[]): void {
    const settled = films.filter(({ movieId }) => !this.inFlight.has(movieId));
    const before = this.store.state.marks;
    this.store.update((state) => noteStoredMarks(state, settled));
    const { marks } = this.store.state;
    for (const { movieId } of settled) {
      const stored = marks.get(movieId);
      if (stored !== undefined && stored !== before.get(movieId)) this.onStored(movieId, stored);
    }
  }

  showToast(toast: Omit<FilmToast, 'id'>): void {
    this.#toastCount += 1;
    const id = `toast-${this.#toastCount}`;
    this.store.update((state) => ({ ...state, toast: { ...toast, id } }));
  }

  dismissToast(): void {
    this.store.update((state) => ({ ...state, toast: undefined }));
  }
}
