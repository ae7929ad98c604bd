import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { aggressiveGc } from '../../models/ledger/process-memory.ts';
import { collectOnceUnused } from './collect-once-unused.ts';

/** What waits for nothing, and remembers how long it should have. */
function createTimes() {
  const waits: number[] = [];
  const collected: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
    await setImmediate();
  };
  return { waits, collected, wait, collect: (bytes: number) => void collected.push(bytes) };
}

it('collects until it is gone', async () => {
  const { waits, wait } = createTimes();
  const holder: { large: object | undefined } = { large: { bytes: new Uint8Array(1000) } };
  const unused = new WeakRef(holder.large!);
  let collections = 0;
  const collect = () => {
    collections += 1;
    // The last question is over before the third time.
    if (collections === 3) holder.large = undefined;
    aggressiveGc();
  };
  await setImmediate();
  await collectOnceUnused(unused, 1, { wait, collect });
  expect(unused.deref()).toBeUndefined();
  expect(collections).toBe(3);
  expect(waits).toEqual([250, 0, 500, 0, 1000, 0, 2000]);
});

it('gives up where somebody keeps it', async () => {
  const { collected, wait, collect } = createTimes();
  const kept = {};
  await collectOnceUnused(new WeakRef(kept), 77, { wait, collect });
  expect(collected).toEqual([77, 77, 77, 77, 77, 77]);
  expect(kept).toBeDefined();
});
