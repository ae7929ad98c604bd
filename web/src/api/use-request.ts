import { useCallback, useEffect, useRef, useState } from 'react';
import { computeBackoffMs } from './backoff.ts';
import { describeProblem, type Problem } from './describe-problem.ts';

/** An answer on its way, there, or why not. */
export interface Requested<Answer> {
  /** The latest answer; while another one is on its way, still the one before. */
  readonly answer: Answer | undefined;
  /** Why there is no newer answer; gone as soon as there is. */
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  /** Asks again, at once. */
  readonly retry: () => void;
}

interface RequestState<Answer> {
  readonly answer: Answer | undefined;
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
}

/**
 * Asks `call` whenever `key` is another one, and keeps the answer before until the next one is there. Where the server
 * isn't reached it asks again by itself, at growing intervals and when the network is back. Without a key it asks nothing.
 */
export function useRequest<Answer>(
  key: string | undefined,
  call: (signal: AbortSignal) => Promise<Answer>,
): Requested<Answer> {
  const [state, setState] = useState<RequestState<Answer>>({
    answer: undefined,
    problem: undefined,
    isLoading: key !== undefined,
  });
  const [attempt, setAttempt] = useState(0);
  const latestCall = useRef(call);
  latestCall.current = call;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is what asks again
  useEffect(() => {
    if (key === undefined) return setState({ answer: undefined, problem: undefined, isLoading: false });
    setState((before) => ({ ...before, isLoading: true }));
    return keepAsking(
      (signal) => latestCall.current(signal),
      (answer) => setState({ answer, problem: undefined, isLoading: false }),
      (problem) => setState((before) => ({ ...before, problem, isLoading: problem.unreachable })),
    );
  }, [key, attempt]);
  return { ...state, retry: useCallback(() => setAttempt((count) => count + 1), []) };
}

/** Asks until there is an answer or a refusal; answers how to stop. */
export function keepAsking<Answer>(
  call: (signal: AbortSignal) => Promise<Answer>,
  onAnswer: (answer: Answer) => void,
  onProblem: (problem: Problem) => void,
): () => void {
  const abort = new AbortController();
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async () => {
    clearTimeout(timer);
    try {
      const answer = await call(abort.signal);
      if (!abort.signal.aborted) onAnswer(answer);
    } catch (reason) {
      if (abort.signal.aborted) return;
      const problem = describeProblem(reason);
      onProblem(problem);
      if (!problem.unreachable) return;
      failures += 1;
      timer = setTimeout(ask, computeBackoffMs(failures, { firstMs: 400, longestMs: 8_000, random: Math.random }));
    }
  };
  const onOnline = () => {
    if (timer !== undefined) void ask();
  };
  globalThis.addEventListener?.('online', onOnline);
  void ask();
  return () => {
    abort.abort();
    clearTimeout(timer);
    globalThis.removeEventListener?.('online', onOnline);
  };
}
