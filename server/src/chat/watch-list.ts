import type { RoomListener } from './room-signals.ts';

/**
 * What a watcher still has to look at.
 *
 * Holds names only, each once, so that a reader that is slower than the room costs no more memory than the room has
 * running jobs and messages being written.
 */
export interface WatchList extends RoomListener {
  readonly roomIds: Set<string>;
  /** Rooms with events to read. */
  readonly rooms: Set<string>;
  /** Running jobs with news, and messages with more text, each with its room. */
  readonly jobs: Map<string, string>;
  readonly texts: Map<string, string>;
  /** Whether running jobs and writing messages have to be searched anew. */
  isLost: boolean;
  /** Resolves when there is something to look at, at the latest after `timeoutMs` or when `signal` is aborted. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
}

export function createWatchList(roomIds: Iterable<string>): WatchList {
  let wake = (): void => {};
  const list: WatchList = {
    roomIds: new Set(roomIds),
    rooms: new Set(roomIds),
    jobs: new Map(),
    texts: new Map(),
    isLost: true,
    onEvents(roomId) {
      list.rooms.add(roomId);
      wake();
    },
    onProgress(jobId, roomId) {
      list.jobs.set(jobId, roomId);
      wake();
    },
    onText(messageId, roomId) {
      list.texts.set(messageId, roomId);
      wake();
    },
    onLost() {
      for (const roomId of list.roomIds) list.rooms.add(roomId);
      list.isLost = true;
      wake();
    },
    async wait(timeoutMs, signal) {
      if (list.isLost || list.rooms.size > 0 || list.jobs.size > 0 || list.texts.size > 0 || signal.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      const timer = setTimeout(resolve, Math.max(timeoutMs, 0));
      signal.addEventListener('abort', wake, { once: true });
      await promise;
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
    },
  };
  return list;
}
