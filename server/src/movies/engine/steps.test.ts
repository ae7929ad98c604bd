import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isPause, runInSlices, runSteps, type Steps } from './steps.ts';

function* addUp(count: number, seen: number[] = []): Steps<number> {
  let sum = 0;
  for (let place = 0; place < count; place += 1) {
    sum += place;
    seen.push(place);
    yield undefined;
  }
  return sum;
}

describe('work in steps', () => {
  it('comes to the same at once and in slices', async () => {
    expect(runSteps(addUp(100))).toBe(4950);
    expect(await runInSlices(addUp(100))).toBe(4950);
    expect(await runInSlices(addUp(100), 0)).toBe(4950);
    expect(runSteps(addUp(0))).toBe(0);
  });

  it('lets others have their turn between two slices', async () => {
    const seen: number[] = [];
    const working = runInSlices(addUp(5, seen), 0);
    expect(seen).toEqual([0]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen.length).toBeLessThan(5);
    await working;
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  it('leaves others as long between two slices as it is told', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const seen: number[] = [];
    const working = runInSlices(addUp(3, seen), 0, 5);
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([0]);
    await vi.advanceTimersByTimeAsync(4);
    expect(seen).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toEqual([0, 1]);
    await vi.advanceTimersByTimeAsync(10);
    expect(await working).toBe(3);
  });

  it('fails as the work fails', async () => {
    function* fail(): Steps<number> {
      yield undefined;
      throw new RangeError('no');
    }
    expect(() => runSteps(fail())).toThrow('no');
    await expect(runInSlices(fail(), 0)).rejects.toThrow('no');
  });

  it('pauses at every so-manieth item', () => {
    const pauses = [0, 1, 2, 3, 4, 5].filter((place) => isPause(place, 3));
    expect(pauses).toEqual([2, 5]);
  });
});
