import type { GetQuickStartResponse } from '@starweave/contract';
import type { FilmSession } from '../film/film-session.ts';

const STORAGE_KEY = 'starweave-has-rated';
const asked = new WeakMap<FilmSession, Promise<GetQuickStartResponse>>();

/**
 * Asks for the first films of the quick start at once for somebody who, as far as this browser knows, has rated nothing, so
 * that they are there when the list says so. What goes wrong is said by whoever takes the answer.
 */
export function askQuickStartAhead(session: FilmSession, limit: number): void {
  if (asked.has(session) || hasRated(session)) return;
  const answer = session.movies.getQuickStart({ limit });
  answer.catch(() => {});
  asked.set(session, answer);
}

/** The answer that was asked for ahead, once; `undefined`: nobody asked. */
export function takeQuickStart(session: FilmSession): Promise<GetQuickStartResponse> | undefined {
  const answer = asked.get(session);
  asked.delete(session);
  return answer;
}

/** Tells how many films the person has rated: who has rated any isn't asked ahead for in this browser again. */
export function noteRatingCount(session: FilmSession, count: number): void {
  if (count > 0) asked.delete(session);
  try {
    if (count > 0) localStorage.setItem(STORAGE_KEY, 'yes');
    else localStorage.removeItem(STORAGE_KEY);
  } catch {
    // Storage is blocked: the films are asked for ahead, which only costs a call.
  }
}

function hasRated({ store }: FilmSession): boolean {
  if (store.state.ratingCount !== undefined) return store.state.ratingCount > 0;
  try {
    return localStorage.getItem(STORAGE_KEY) !== null;
  } catch {
    return false;
  }
}
