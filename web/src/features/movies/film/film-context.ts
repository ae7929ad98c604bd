import { createContext, useContext, useSyncExternalStore } from 'react';
import type { FilmSession } from './film-session.ts';
import type { FilmState } from './film-state.ts';

/** The films' session of the page, for every view of films. */
export const FilmContext = createContext<FilmSession | undefined>(undefined);

export function useFilmSession(): FilmSession {
  const session = useContext(FilmContext);
  if (session === undefined) throw new Error('useFilmSession works below <FilmContext> only; wrap the page in it.');
  return session;
}

/** A part of the state; `select` must answer something that is stored, not something newly made. */
export function useFilms<Part>(select: (state: FilmState) => Part): Part {
  const { store } = useFilmSession();
  const read = () => select(store.state);
  return useSyncExternalStore((listener) => store.subscribe(listener), read, read);
}

/** How often another data set has come into use: part of the key of every request whose answer rests on films. */
export function useDataSetSwitches(): number {
  return useFilms((state) => state.switches);
}
