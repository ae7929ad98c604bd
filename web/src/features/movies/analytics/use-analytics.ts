import { useCallback, useEffect, useRef, useState } from 'react';
import { describeProblem } from '../../../api/describe-problem.ts';
import { keepAsking } from '../../../api/use-request.ts';
import { useFilmSession } from '../film/film-context.ts';
import {
  type AnalyticsState,
  awaitParts,
  failParts,
  initialAnalyticsState,
  type PartName,
  partNames,
  receivePart,
} from './analytics-state.ts';
import { loadAnalytics } from './load-analytics.ts';

export interface Analytics {
  readonly state: AnalyticsState;
  /** Asks anew for parts; what is shown stays until the new ones are there. */
  readonly reload: (names: readonly PartName[]) => void;
}

/** The parts of the analytics page, each as soon as it is there. */
export function useAnalytics(): Analytics {
  const { movies } = useFilmSession();
  const [state, setState] = useState(initialAnalyticsState);
  const [attempt, setAttempt] = useState(0);
  // Outlives an attempt: asking anew for one part must not lose those that were still on their way.
  const missing = useRef(new Set<PartName>(partNames)).current;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is what asks again
  useEffect(() => {
    setState((before) => awaitParts(before, [...missing]));
    return keepAsking(
      (signal) =>
        loadAnalytics(movies, [...missing], signal, {
          onPart: (response) => {
            if (response.section.case !== undefined) missing.delete(response.section.case);
            setState((before) => receivePart(before, response));
          },
          onRefused: (name, reason) => {
            missing.delete(name);
            setState((before) => failParts(before, [name], describeProblem(reason)));
          },
        }),
      () => {},
      (problem) => setState((before) => failParts(before, [...missing], problem)),
    );
  }, [movies, attempt]);
  const reload = useCallback(
    (names: readonly PartName[]) => {
      for (const name of names) missing.add(name);
      setAttempt((count) => count + 1);
    },
    [missing],
  );
  return { state, reload };
}
