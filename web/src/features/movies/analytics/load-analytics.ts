import type { GetAnalyticsResponse } from '@starweave/contract';
import { describeProblem, isSaidByServer } from '../../../api/describe-problem.ts';
import type { Services } from '../../../api/services.ts';
import { type PartName, sectionOf } from './analytics-state.ts';

export interface AnalyticsListener {
  readonly onPart: (response: GetAnalyticsResponse) => void;
  /** A part that the server can't work out, or not yet, while it can others. */
  readonly onRefused: (name: PartName, reason: unknown) => void;
}

export interface AnalyticsOrder {
  readonly names: readonly PartName[];
  /** Whether other parts have come before, so that the server is there. */
  readonly wasReached: boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks for parts of the analytics in one stream and tells of each as it comes. Where the stream breaks because of one part,
 * the others are asked for one by one, so that a part that can't be worked out hides no other.
 *
 * Throws what the connection threw where the server isn't reached; what had come by then was told.
 */
export async function loadAnalytics(
  movies: Services['movies'],
  { names, wasReached, signal }: AnalyticsOrder,
  listener: AnalyticsListener,
): Promise<void> {
  const missing = new Set(names);
  const isOutage = (reason: unknown) => {
    const isAnswering = wasReached || missing.size < names.length;
    return describeProblem(reason).unreachable && !(isAnswering && isSaidByServer(reason));
  };
  const ask = async (wanted: readonly PartName[]) => {
    const request = { sections: wanted.map(sectionOf) };
    for await (const response of movies.getAnalytics(request, { signal, timeoutMs: 0 })) {
      if (response.section.case !== undefined) missing.delete(response.section.case);
      listener.onPart(response);
    }
    const absent = wanted.filter((name) => missing.has(name));
    if (absent.length > 0) throw new Error(`The server did not send ${absent.join(', ')}.`);
  };
  try {
    await ask(names);
  } catch (reason) {
    if (signal.aborted || isOutage(reason)) throw reason;
    for (const name of [...missing]) {
      await ask([name]).catch((ownReason: unknown) => {
        if (signal.aborted || isOutage(ownReason)) throw ownReason;
        listener.onRefused(name, ownReason);
      });
    }
  }
}
