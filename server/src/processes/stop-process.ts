import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess, type ProcessIdentity } from './process-identity.ts';

export interface StopStep {
  readonly signal: NodeJS.Signals;
  /** How long to wait for the end before the next step. */
  readonly graceMs: number;
}

/** Sends one signal after the other until the process is gone; false when it outlived them all. */
export async function stopProcess(identity: ProcessIdentity, steps: readonly StopStep[]): Promise<boolean> {
  for (const { signal, graceMs } of steps) {
    if (!(await isSameProcess(identity))) return true;
    try {
      process.kill(identity.processId, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    if (await waitUntilGone(identity, graceMs)) return true;
  }
  return !(await isSameProcess(identity));
}

async function waitUntilGone(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (let delayMs = 5; performance.now() < deadline; delayMs = Math.min(delayMs * 2, 100)) {
    if (!(await isSameProcess(identity))) return true;
    await sleep(delayMs);
  }
  return false;
}
