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

/** A part that isn't there yet, as the map while models are trained, is asked for again by itself. */
const RETRY_MS = 10_000;

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
  const wasReached = useRef(false);
  const reload = useCallback(
    (names: readonly PartName[]) => {
      for (const name of names) missing.add(name);
      setAttempt((count) => count + 1);
    },
    [missing],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is what asks again
  useEffect(() => {
    const timers: ReturnType<typeof setTimeout>[] = [];
    setState((before) => awaitParts(before, [...missing]));
    const stop = keepAsking(
      (signal) =>
        loadAnalytics(
          movies,
          { names: [...missing], wasReached: wasReached.current, signal },
          {
            onPart: (response) => {
              wasReached.current = true;
              if (response.section.case !== undefined) missing.delete(response.section.case);
              setState((before) => receivePart(before, response));
            },
            onRefused: (name, reason) => {
              const problem = describeProblem(reason);
              missing.delete(name);
              setState((before) => failParts(before, [name], problem));
              if (problem.unreachable) timers.push(setTimeout(() => reload([name]), RETRY_MS));
            },
          },
        ),
      () => {},
      (problem) => setState((before) => failParts(before, [...missing], problem)),
    );
    return () => {
      stop();
      for (const timer of timers) clearTimeout(timer);
    };
  }, [movies, attempt]);
  return { state, reload };
}
