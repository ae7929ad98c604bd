import { expect, it } from 'vitest';
import { type LoopClock, runOpenLoop } from './open-loop.ts';

/** A clock that stands still but for those who sleep. */
class StandingClock implements LoopClock {
  timeMs = 500;
  now(): number {
    return this.timeMs;
  }
  async sleepUntil(timeMs: number): Promise<void> {
    this.timeMs = Math.max(this.timeMs, timeMs);
  }
}

it('sends at its rate though nothing is answered, and counts from when each was due', async () => {
  const clock = new StandingClock();
  const sentAt: number[] = [];
  const gate = Promise.withResolvers<void>();
  const send = (place: number) => {
    sentAt.push(clock.now());
    if (place === 3) {
      clock.timeMs = 1000;
      gate.resolve();
    }
    return gate.promise;
  };
  const { timesMs, failures } = await runOpenLoop({ requestsPerSecond: 50, count: 4, send, clock });
  expect(sentAt).toEqual([500, 520, 540, 560]);
  expect(timesMs).toEqual([500, 480, 460, 440]);
  expect(failures).toEqual([]);
});

it('counts the wait of requests that were sent late', async () => {
  const clock = new StandingClock();
  const send = async (place: number) => {
    if (place === 0) clock.timeMs += 1000;
  };
  const { timesMs } = await runOpenLoop({ requestsPerSecond: 10, count: 3, send, clock });
  expect(timesMs).toEqual([1000, 900, 800]);
});

it('keeps failures apart', async () => {
  const send = async (place: number) => {
    if (place % 2 === 1) throw new Error(`refused ${place}`);
  };
  const { timesMs, failures } = await runOpenLoop({ requestsPerSecond: 1, count: 4, send, clock: new StandingClock() });
  expect(timesMs).toHaveLength(2);
  expect(failures.map(String)).toEqual(['Error: refused 1', 'Error: refused 3']);
});
