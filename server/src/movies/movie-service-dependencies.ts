import type { HandlerContext } from '@connectrpc/connect';
import type { Caller } from '../accounts/caller.ts';
import type { Database } from '../storage/database.ts';
import type { RequestedPerson } from './check-movie-request.ts';
import type { FilmSurroundings } from './contract-movie.ts';
import type { Film, FilmEngine, FilmPerson } from './engine/film-engine.ts';
import { loadOpinions } from './film-opinion-store.ts';
import { createFilmOpinions, type FilmOpinions } from './film-opinions.ts';

/** What every handler of MovieService needs. */
export interface MovieServiceDependencies {
  readonly database: Database;
  readonly engine: FilmEngine;
  readonly getCaller: (context: HandlerContext) => Caller;
  /** Path of the film's picture; empty while there is none. */
  readonly findArtUrl: (film: Film) => string;
}

/** The caller of a request with what they said about films. */
export interface Viewer extends FilmSurroundings {
  readonly caller: Caller;
  readonly opinions: FilmOpinions;
}

export async function loadViewer(
  { database, getCaller, findArtUrl }: Omit<MovieServiceDependencies, 'engine'>,
  context: HandlerContext,
): Promise<Viewer> {
  const caller = getCaller(context);
  const opinions = createFilmOpinions(await loadOpinions(database, caller));
  return { caller, opinions, findOpinion: opinions.find, findArtUrl };
}

export function choosePerson(requested: RequestedPerson, viewer: Viewer): FilmPerson {
  return requested.kind === 'user' ? requested : viewer.opinions.person;
}
