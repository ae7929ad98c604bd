import type { GetAnalyticsResponse } from '@starweave/contract';
import { describeProblem } from '../../../api/describe-problem.ts';
import type { Services } from '../../../api/services.ts';
import { type PartName, sectionOf } from './analytics-state.ts';

export interface AnalyticsListener {
  readonly onPart: (response: GetAnalyticsResponse) => void;
  /** A part that the server was asked for by itself and refused. */
  readonly onRefused: (name: PartName, reason: unknown) => void;
}

/**
 * Asks for parts of the analytics in one stream and tells of each as it comes. Where the stream breaks because of one part,
 * the others are asked for one by one, so that a part that can't be worked out hides no other.
 *
 * Throws what the connection threw where the server isn't reached; what had come by then was told.
 */
export async function loadAnalytics(
  movies: Services['movies'],
  names: readonly PartName[],
  signal: AbortSignal,
  listener: AnalyticsListener,
): Promise<void> {
  const missing = new Set(names);
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
    if (signal.aborted || describeProblem(reason).unreachable) throw reason;
    for (const name of [...missing]) {
      await ask([name]).catch((ownReason: unknown) => {
        if (signal.aborted || describeProblem(ownReason).unreachable) throw ownReason;
        listener.onRefused(name, ownReason);
      });
    }
  }
}
