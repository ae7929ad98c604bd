import { useCallback, useEffect, useRef, useState } from 'react';
import { computeBackoffMs } from './backoff.ts';
import { describeProblem, type Problem } from './describe-problem.ts';
import { noteWaiting } from './outage.ts';

/** An answer on its way, there, or why not. */
export interface Requested<Answer> {
  /** The latest answer; while another one is on its way, still the one before. */
  readonly answer: Answer | undefined;
  /** Why the server refused the latest request; gone with the next answer. */
  readonly problem: Problem | undefined;
  /** From the moment that the key is another one, until the answer to just that key, or a refusal, is there. */
  readonly isLoading: boolean;
  /** Asks again, at once. */
  readonly retry: () => void;
}

interface RequestState<Answer> {
  readonly answer: Answer | undefined;
  readonly problem: Problem | undefined;
  /** The request that this came of; `undefined`: none has come to an end. */
  readonly settled: string | undefined;
}

/**
 * Asks `call` whenever `key` is another one, and keeps the answer before until the next one is there. Where the server
 * isn't reached it is still loading: it asks again by itself, and the page says so in one place (`outage.ts`). Without a
 * key it asks nothing.
 */
export function useRequest<Answer>(
  key: string | undefined,
  call: (signal: AbortSignal) => Promise<Answer>,
): Requested<Answer> {
  const [state, setState] = useState<RequestState<Answer>>({
    answer: undefined,
    problem: undefined,
    settled: undefined,
  });
  const [attempt, setAttempt] = useState(0);
  const request = key === undefined ? undefined : `${attempt} ${key}`;
  const latestCall = useRef(call);
  latestCall.current = call;
  useEffect(() => {
    if (request === undefined) return setState({ answer: undefined, problem: undefined, settled: undefined });
    return keepAsking(
      (signal) => latestCall.current(signal),
      (answer) => setState({ answer, problem: undefined, settled: request }),
      (problem) => setState((before) => ({ ...before, problem, settled: request })),
    );
  }, [request]);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  const { answer, problem, settled } = state;
  return { answer, problem, isLoading: request !== undefined && settled !== request, retry };
}

/** A first failed attempt is mostly followed by a good one; telling of it would only flicker. */
const QUIET_FAILURES = 1;
/** A server that is reached may itself wait, as for films that start again; nobody looks at an empty page for longer unsaid. */
const LATE_MS = 4_000;

/**
 * Asks until there is an answer or a refusal, at growing intervals and when the network is back; answers how to stop. While
 * the server isn't reached, or takes long to answer, the page knows it by `outage.ts`; `onRefusal` hears only of a server that was reached.
 */
export function keepAsking<Answer>(
  call: (signal: AbortSignal) => Promise<Answer>,
  onAnswer: (answer: Answer) => void,
  onRefusal: (problem: Problem) => void,
): () => void {
  const abort = new AbortController();
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lateTimer: ReturnType<typeof setTimeout> | undefined;
  let forget = () => {};
  let isLate = false;
  const ask = async () => {
    clearTimeout(timer);
    timer = undefined;
    lateTimer ??= setTimeout(tellLate, LATE_MS);
    try {
      const answer = await call(abort.signal);
      if (abort.signal.aborted) return;
      stop();
      onAnswer(answer);
    } catch (reason) {
      if (abort.signal.aborted) return;
      const problem = describeProblem(reason);
      if (problem.unreachable) return wait(problem.message);
      stop();
      onRefusal(problem);
    }
  };
  const askNow = () => {
    if (timer !== undefined) void ask();
  };
  const tellLate = () => {
    isLate = true;
    forget();
    forget = noteWaiting({ message: 'This is taking longer than usual.', isLate, retryNow: askNow });
  };
  const wait = (message: string) => {
    failures += 1;
    clearTimeout(lateTimer);
    lateTimer = undefined;
    forget();
    if (failures > QUIET_FAILURES || isLate) forget = noteWaiting({ message, retryNow: askNow });
    const delayMs = computeBackoffMs(failures, { firstMs: 400, longestMs: 8_000, random: Math.random });
    timer = setTimeout(() => void ask(), delayMs);
  };
  const stop = () => {
    clearTimeout(timer);
    clearTimeout(lateTimer);
    forget();
    globalThis.removeEventListener?.('online', askNow);
  };
  globalThis.addEventListener?.('online', askNow);
  void ask();
  return () => {
    abort.abort();
    stop();
  };
}
