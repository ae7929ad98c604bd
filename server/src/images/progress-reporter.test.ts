import { describe, expect, it } from 'vitest';
import { createProgressReporter } from './progress-reporter.ts';

function createTestReporter(intervalMs: number) {
  const written: number[] = [];
  const errors: unknown[] = [];
  const writes: PromiseWithResolvers<void>[] = [];
  const reporter = createProgressReporter<number>({
    intervalMs,
    onError: (error) => errors.push(error),
    write(progress) {
      written.push(progress);
      const write = Promise.withResolvers<void>();
      writes.push(write);
      return write.promise;
    },
  });
  return { reporter, written, errors, writes };
}

describe('createProgressReporter', () => {
  it('writes one at a time, and of what came meanwhile only the latest', async () => {
    const { reporter, written, writes } = createTestReporter(0);
    for (const step of [1, 2, 3]) reporter.report(step);
    expect(written).toEqual([1]);
    writes[0]?.resolve();
    await expect.poll(() => written).toEqual([1, 3]);
    writes[1]?.resolve();
    await reporter.stop();
  });

  it('goes on after a write that failed', async () => {
    const { reporter, written, writes, errors } = createTestReporter(0);
    reporter.report(1);
    writes[0]?.reject(new Error('away'));
    reporter.report(2);
    await expect.poll(() => written).toEqual([1, 2]);
    expect(errors).toHaveLength(1);
    writes[1]?.resolve();
    await reporter.stop();
  });

  it('waits on stop for the write that runs, and starts no other', async () => {
    const { reporter, written, writes } = createTestReporter(0);
    reporter.report(1);
    reporter.report(2);
    let isStopped = false;
    const stopped = reporter.stop().then(() => {
      isStopped = true;
    });
    await Promise.resolve();
    expect(isStopped).toBe(false);
    writes[0]?.resolve();
    await stopped;
    reporter.report(3);
    expect(written).toEqual([1]);
  });
});
