import type { FilmSession } from '../film/film-session.ts';

/** While the page is in view, another person or a command may switch without anything happening in this browser. */
const LOOK_EVERY_MS = 15_000;
/** Focus and visibility mostly change together. */
const REST_MS = 1_000;

/** What a watch needs of the browser. */
export interface WatchSurroundings {
  /** The part of `BroadcastChannel` that reaches the other tabs. */
  readonly tabs: Pick<BroadcastChannel, 'postMessage' | 'onmessage' | 'close'> | undefined;
  /** Calls back when somebody comes to the page; answers how to stop. */
  readonly onComing: (look: () => void) => () => void;
  readonly isInView: () => boolean;
  readonly now: () => number;
}

/**
 * Notices that another data set is in use since a tab, a command or another person has switched to it, and tells the session,
 * so that every list asks anew; answers how to stop. Tabs of one browser tell each other at once; whatever else switched is
 * seen when somebody comes to the page, and every 15 seconds while it is in view.
 */
export function watchDataSet(session: FilmSession, surroundings: WatchSurroundings): () => void {
  const { tabs, onComing, isInView, now } = surroundings;
  const abort = new AbortController();
  let { switches } = session.store.state;
  let told: string | undefined;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  const look = async () => {
    if (!isInView() || now() - lookedAtMs < REST_MS) return;
    lookedAtMs = now();
    try {
      const { dataSets } = await session.movies.listDataSets({}, { signal: abort.signal });
      const inUse = dataSets.find((dataSet) => dataSet.inUse);
      if (inUse === undefined || !session.noteDataSet(inUse.id)) return;
      session.showToast({ text: `“${inUse.name}” is in use now: every list comes from it.`, isProblem: false });
    } catch {
      // The server is away or busy; the page says so where it asks for something, and the next look comes soon.
    }
  };
  const tell = () => {
    if (session.store.state.switches === switches) return;
    switches = session.store.state.switches;
    // What came from another tab isn't sent back.
    if (session.dataSetId !== told) tabs?.postMessage(session.dataSetId);
    told = undefined;
  };
  if (tabs !== undefined) {
    tabs.onmessage = ({ data }) => {
      if (typeof data !== 'string') return;
      told = data;
      session.noteDataSet(data);
    };
  }
  const stopListening = session.store.subscribe(tell);
  const stopComing = onComing(() => void look());
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return () => {
    abort.abort();
    clearInterval(timer);
    stopComing();
    stopListening();
    tabs?.close();
  };
}
