import type { Movie } from '@starweave/contract';
import { useEffect, useState } from 'react';
import { type Requested, useRequest } from '../../../../api/use-request.ts';
import { useFilmSession } from '../../film/film-context.ts';

const PAUSE_MS = 150;
const MOST_FILMS = 8;

/** Films for what is being typed, asked for when the typing pauses, and loading from the first letter on; without words the best known. */
export function useFilmSearch(words: string, isWanted: boolean): Requested<readonly Movie[]> {
  const { movies } = useFilmSession();
  const [asked, setAsked] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  const requested = useRequest(isWanted ? asked.trim() : undefined, async (signal) => {
    const query = asked.trim().slice(0, 200);
    return (await movies.searchMovies({ query, limit: MOST_FILMS }, { signal })).movies;
  });
  return { ...requested, isLoading: requested.isLoading || (isWanted && asked !== words) };
}
