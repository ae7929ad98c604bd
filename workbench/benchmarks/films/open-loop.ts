import { setTimeout as sleep } from 'node:timers/promises';

/** Time as a loop sees it, in milliseconds. */
export interface LoopClock {
  now(): number;
  sleepUntil(timeMs: number): Promise<void>;
}

export interface OpenLoop {
  readonly requestsPerSecond: number;
  readonly count: number;
  /** Sends the request of this place; rejects when it fails. */
  readonly send: (place: number) => Promise<void>;
  readonly clock?: LoopClock;
}

export interface OpenLoopResult {
  /**
   * One for each request that was answered, from when it was due: what waits behind a slow answer counts as waiting, so
   * that a server that stalls can't hide it.
   */
  readonly timesMs: readonly number[];
  readonly failures: readonly unknown[];
}

const systemClock: LoopClock = {
  now: () => performance.now(),
  async sleepUntil(timeMs) {
    const leftMs = timeMs - performance.now();
    if (leftMs > 0) await sleep(leftMs);
  },
};

/** Sends requests at a fixed rate, whether or not those before them were answered, and waits for every answer. */
export async function runOpenLoop(loop: OpenLoop): Promise<OpenLoopResult> {
  const { requestsPerSecond, count, send, clock = systemClock } = loop;
  const timesMs: number[] = [];
  const failures: unknown[] = [];
  const startedAt = clock.now();
  const answers: Promise<void>[] = [];
  for (let place = 0; place < count; place += 1) {
    const dueAt = startedAt + (1000 * place) / requestsPerSecond;
    await clock.sleepUntil(dueAt);
    const answer = send(place).then(
      () => void timesMs.push(clock.now() - dueAt),
      (error: unknown) => void failures.push(error),
    );
    answers.push(answer);
  }
  await Promise.all(answers);
  return { timesMs, failures };
}
