import { useSyncExternalStore } from 'react';
import { Store } from './store.ts';

/** A call that waits for a server that isn't reached. */
export interface WaitingCall {
  /** What the last attempt came to, in words. */
  readonly message: string;
  /** True: it is still under way, and takes long. */
  readonly isLate?: boolean;
  readonly retryNow: () => void;
}

const waiting = new Store<readonly WaitingCall[]>([]);

/** Notes a call that waits; answers how to take the note back. */
export function noteWaiting(call: WaitingCall): () => void {
  waiting.update((calls) => [...calls, call]);
  return () => waiting.update((calls) => (calls.includes(call) ? calls.filter((other) => other !== call) : calls));
}

/** The calls that wait right now. */
export function readWaitingCalls(): readonly WaitingCall[] {
  return waiting.state;
}

/** The calls that wait right now; none: everything is reached. */
export function useWaitingCalls(): readonly WaitingCall[] {
  return useSyncExternalStore((listener) => waiting.subscribe(listener), readWaitingCalls);
}
