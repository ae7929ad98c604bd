import type { ListAlgorithmsResponse } from '@starweave/contract';
import { useEffect, useState } from 'react';
import { type Requested, useRequest } from '../../../api/use-request.ts';
import { useDataSetSwitches, useFilmSession } from '../film/film-context.ts';
import { isOnItsWay } from './describe-algorithm.ts';

const LOOK_AGAIN_MS = 2_500;

/**
 * The algorithms and where they stand; looked at again while one is being loaded or trained, and when `version`, which counts
 * what may have changed them, is another one.
 */
export function useAlgorithms(version = 0): Requested<ListAlgorithmsResponse> {
  const { movies } = useFilmSession();
  const switches = useDataSetSwitches();
  const [looks, setLooks] = useState(0);
  const requested = useRequest(`algorithms ${switches} ${version} ${looks}`, (signal) =>
    movies.listAlgorithms({}, { signal }),
  );
  const { answer } = requested;
  useEffect(() => {
    if (answer === undefined || !isOnItsWay(answer.algorithms)) return;
    const timer = setTimeout(() => setLooks((count) => count + 1), LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [answer]);
  return requested;
}
