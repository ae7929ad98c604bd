import { setTimeout as sleep } from 'node:timers/promises';
import { collectFreed } from '../../models/ledger/process-memory.ts';

export interface CollectionTimes {
  readonly wait?: (ms: number) => Promise<unknown>;
  /** Collects garbage for so many bytes. */
  readonly collect?: (bytes: number) => void;
}

const firstWaitMs = 250;
const attempts = 6;

/**
 * Collects garbage some time after now, again and again at doubled distances for as long as something that much memory hangs on is
 * still there: questions that were being answered when it was let go hold it to their end, and V8 doesn't know how large it is.
 */
export async function collectOnceUnused(
  unused: WeakRef<object>,
  bytes: number,
  { wait = (ms) => sleep(ms, undefined, { ref: false }), collect = collectFreed }: CollectionTimes = {},
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await wait(firstWaitMs * 2 ** attempt);
    if (unused.deref() === undefined) return;
    // Looking at it has kept it for as long as this turn goes on.
    await wait(0);
    collect(bytes);
  }
}
