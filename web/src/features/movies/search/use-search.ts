import { useEffect, useMemo, useRef, useState } from 'react';
import { describeProblem, type Problem } from '../../../api/describe-problem.ts';
import { useRequest } from '../../../api/use-request.ts';
import { useDataSetSwitches, useFilmSession } from '../film/film-context.ts';
import type { FilmSession } from '../film/film-session.ts';
import { addPage, createResults, refreshResults, type SearchResults } from './search-results.ts';
import { addressOfSearch, createSearchRequest, type SearchWish } from './search-wish.ts';

export interface Search {
  /** Of the wish, or still of the one before; `undefined` until there are any. */
  readonly results: SearchResults | undefined;
  /** Results of another wish are on their way, or the first ones. */
  readonly isLoading: boolean;
  readonly isLoadingMore: boolean;
  readonly problem: Problem | undefined;
  readonly moreProblem: Problem | undefined;
  readonly retry: () => void;
  readonly loadMore: () => void;
}

/** The last search of a session, so that somebody who comes back from a film finds the list as it was. */
const remembered = new WeakMap<FilmSession, SearchResults>();

/** What is found for a wish: asked when it changes, the call before is given up, and its results stay until the next ones are there. */
export function useSearch(wish: SearchWish): Search {
  const session = useFilmSession();
  // Films of another data set are no pages of the same list.
  const address = `${useDataSetSwitches()} ${addressOfSearch(wish)}`;
  const first = useRequest(address, async (signal) =>
    createResults(address, await session.movies.searchMovies(createSearchRequest(wish, 0), { signal })),
  );
  const recalled = useRecalled(session, address);
  const more = useMore(session, wish, address);
  const { answer } = first;
  const firstResults = useMemo(
    () => (answer === undefined ? recalled : refreshResults(recalled, answer)),
    [answer, recalled],
  );
  const results = more.results?.address === firstResults?.address ? (more.results ?? firstResults) : firstResults;
  useEffect(() => {
    if (results !== undefined) remembered.set(session, results);
  }, [session, results]);
  return {
    // What was refused has no films; those of another wish would pass for its own.
    results: first.problem !== undefined && results?.address !== address ? undefined : results,
    isLoading: first.isLoading && results?.address !== address,
    isLoadingMore: more.isLoading,
    problem: first.problem,
    moreProblem: more.problem,
    retry: first.retry,
    loadMore: () => results !== undefined && results.address === address && more.load(results),
  };
}

/** What the session remembers, where it is of the address that the page was opened with. */
function useRecalled(session: FilmSession, address: string): SearchResults | undefined {
  const [recalled] = useState(() => remembered.get(session));
  return recalled?.address === address ? recalled : undefined;
}

function useMore(session: FilmSession, wish: SearchWish, address: string) {
  const [state, setState] = useState<{ results?: SearchResults; isLoading: boolean; problem?: Problem }>({
    isLoading: false,
  });
  const abort = useRef<AbortController>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page of another wish is of no use
  useEffect(() => {
    setState({ isLoading: false });
    return () => abort.current?.abort();
  }, [address]);
  const load = async (results: SearchResults): Promise<void> => {
    if (state.isLoading) return;
    abort.current = new AbortController();
    const { signal } = abort.current;
    setState({ results, isLoading: true });
    try {
      const answer = await session.movies.searchMovies(createSearchRequest(wish, results.films.length), { signal });
      if (!signal.aborted) setState({ results: addPage(results, answer), isLoading: false });
    } catch (reason) {
      if (!signal.aborted) setState({ results, isLoading: false, problem: describeProblem(reason) });
    }
  };
  return { ...state, load };
}
