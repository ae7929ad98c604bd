/** Long work that may pause wherever it yields: done at once, or in slices with questions answered in between. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Does the work at once. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Does the work in slices of about `sliceMs`, after each of which whatever else waits has its turn. */
export async function runInSlices<Result>(steps: Steps<Result>, sliceMs = 10): Promise<Result> {
  for (;;) {
    const endMs = performance.now() + sliceMs;
    do {
      const { done, value } = steps.next();
      if (done) return value;
    } while (performance.now() < endMs);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** Whether long work over many items may pause after this one: after every so-manieth of them. */
export function isPause(place: number, every = 256): boolean {
  return place % every === every - 1;
}
