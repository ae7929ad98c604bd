/** Long work that may pause wherever it yields: done at once, or in slices with questions answered in between. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Does the work at once. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * Does the work in slices of about `sliceMs`, after each of which whatever else waits has its turn.
 *
 * @param pauseMs with more than 0, others have so long after each slice: enough for what reads several files one after the
 *   other, and would wait for a whole slice at each
 */
export async function runInSlices<Result>(steps: Steps<Result>, sliceMs = 10, pauseMs = 0): Promise<Result> {
  for (;;) {
    const endMs = performance.now() + sliceMs;
    do {
      const { done, value } = steps.next();
      if (done) return value;
    } while (performance.now() < endMs);
    await new Promise<void>((resolve) => {
      if (pauseMs > 0) setTimeout(resolve, pauseMs);
      else setImmediate(resolve);
    });
  }
}

/** Whether long work over many items may pause after this one: after every so-manieth of them. */
export function isPause(place: number, every = 256): boolean {
  return place % every === every - 1;
}
