/** One measured figure with how it was measured. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** What the issue asks for, where it asks. */
  readonly bar?: string;
  readonly how: string;
}

/** A benchmark: one file that measures a few related figures. */
export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  run(options: BenchmarkOptions): Promise<readonly Figure[]>;
}

/** What the command line says to benchmarks. */
export interface BenchmarkOptions {
  /** A Python interpreter with the libraries to compare with; comparisons are left out without one. */
  readonly python: string | undefined;
  /** Folder for what benchmarks make once and keep, such as large models. */
  readonly cache: string | undefined;
  /** How often painters are compared at every size, or how often `films` starts and opens pages; their own number by default. */
  readonly rounds: number | undefined;
  /** For `recommender` and `recommender-peers` a folder of ratings, for `recommender-scale` and `films` how many to make. */
  readonly ratings: string | undefined;
  /** For `films` a server's data folder: it measures the data set in use there, and nothing else. */
  readonly data: string | undefined;
  /** For `recommender`, `recommender-peers` and `recommender-audit` the ids of methods; all, or its own choice, by default. */
  readonly methods: readonly string[] | undefined;
}

/**
 * The value below which a share of the samples lies: linear interpolation between order statistics (NumPy's default).
 *
 * @throws RangeError without samples.
 */
export function computeQuantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new RangeError('A quantile needs at least one sample.');
  const sorted = [...samples].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(position)] as number, sorted[Math.ceil(position)] as number];
  return below + (above - below) * (position - Math.floor(position));
}

/** "1.23 s" from milliseconds. */
export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** "123 MB" from bytes, in millions. */
export function formatMegabytes(sizeBytes: number): string {
  return `${Math.round(sizeBytes / 1e6)} MB`;
}
