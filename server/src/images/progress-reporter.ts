export interface ProgressReporter<Progress> {
  /** Keeps the latest; never waits and never throws. */
  report(progress: Progress): void;
  /** Resolves when nothing is being written; what was not written yet is dropped. */
  stop(): Promise<void>;
}

export interface ProgressReporterOptions<Progress> {
  readonly write: (progress: Progress) => Promise<void>;
  /** Shortest time between two writes. */
  readonly intervalMs: number;
  readonly onError: (error: unknown) => void;
}

/** Writes the latest progress, one at a time and not too often, so that painting never waits for the database. */
export function createProgressReporter<Progress>({
  write,
  intervalMs,
  onError,
}: ProgressReporterOptions<Progress>): ProgressReporter<Progress> {
  let latest: Progress | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isBusy = false;
  let isStopped = false;

  const flush = (): void => {
    timer = undefined;
    const progress = latest;
    if (progress === undefined || isStopped) return;
    latest = undefined;
    isBusy = true;
    writing = write(progress)
      .catch(onError)
      .then(() => {
        isBusy = false;
        if (!isStopped) timer = setTimeout(flush, intervalMs);
      });
  };

  return {
    report(progress) {
      latest = progress;
      if (!isBusy && timer === undefined && !isStopped) flush();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await writing;
    },
  };
}
