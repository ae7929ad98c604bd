import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import type { FitOptions } from './scorer.ts';

/** Tell how far a fit is, let waiting events through, and stop when the signal says so. */
export async function passCheckpoint(
  { signal, onProgress }: FitOptions,
  stage: string,
  fraction: number,
): Promise<void> {
  signal?.throwIfAborted();
  onProgress?.({ stage, fraction });
  await turnOfEventLoop();
  signal?.throwIfAborted();
}
