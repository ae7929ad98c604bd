/** Runs tasks one after the other, in the order in which they came. */
export class TurnQueue {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Run a task when all earlier ones are over, however they ended. An abort rejects at once while the task waits for its
   * turn, which then passes; once it runs, the task itself watches the signal.
   */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const leave = () => reject(signal?.reason);
      signal?.addEventListener('abort', leave, { once: true });
      const result = this.#last.then(() => {
        signal?.removeEventListener('abort', leave);
        signal?.throwIfAborted();
        return task();
      });
      this.#last = result.catch(() => undefined);
      result.then(resolve, reject);
    });
  }
}
