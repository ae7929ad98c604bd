import type { FilmSession } from './film-session.ts';
import { type FilmMarks, setMarks } from './film-state.ts';

/** What a tab tells the others. */
interface StoredMarks {
  readonly dataSetId: string | undefined;
  readonly movieId: number;
  readonly marks: FilmMarks;
}

/**
 * Tells the browser's other tabs what was stored about films on this page, and takes over what they tell, so that none of them
 * shows a rating that is no more. What is on its way from here stays; films of another data set have other ids.
 */
export function shareMarks(session: FilmSession, tabs: Pick<BroadcastChannel, 'postMessage' | 'onmessage'>): void {
  session.onStored = (movieId, marks) => {
    tabs.postMessage({ dataSetId: session.dataSetId, movieId, marks } satisfies StoredMarks);
  };
  tabs.onmessage = ({ data }: MessageEvent<StoredMarks>) => {
    const { dataSetId, movieId, marks } = data;
    const isOther = dataSetId !== undefined && session.dataSetId !== undefined && dataSetId !== session.dataSetId;
    if (isOther || session.inFlight.has(movieId)) return;
    session.store.update((state) => ({ ...setMarks(state, movieId, marks), revision: state.revision + 1 }));
  };
}
