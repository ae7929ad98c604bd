import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type Benchmark, type Figure, formatMegabytes } from './figures.ts';

/** What a process paints, told as JSON. */
export interface SoakJob {
  /** The model is switched after each. */
  readonly turns: number;
  readonly picturesPerTurn: number;
  readonly steps: number;
  /** What the process holds on to on purpose: a leak that has to be found. */
  readonly keptBytesPerTurn: number;
}

/** Memory after a turn, when its model is disposed and garbage is collected. */
export interface SoakReport {
  readonly residentBytes: number;
  /** Allocated with malloc and not freed; none where the system doesn't say. */
  readonly inUseBytes?: number | undefined;
  readonly heapBytes: number;
  readonly arrayBytes: number;
}

const job: SoakJob = { turns: 60, picturesPerTurn: 10, steps: 4, keptBytesPerTurn: 0 };
const leakingJob: SoakJob = { turns: 40, picturesPerTurn: 1, steps: 1, keptBytesPerTurn: 200_000 };
/** The first half of the turns compiles code and fills allocators' pools. */
const settledShare = 0.5;
/** What a switch may add at most: a model is three megabytes or more, so that what isn't given back shows. */
const flatBytes = 10_000;
/** Else glibc raises its threshold with what was freed, and keeps that much: growth that nobody holds. */
const givesBackAtOnce = { MALLOC_TRIM_THRESHOLD_: '131072' };
/** V8 compiles what has run often, and resizes the part of the heap where objects are born: growth that ends. */
const steadyHeap = [
  '--no-sparkplug',
  '--no-maglev',
  '--no-turbofan',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
];

export const soakBenchmark: Benchmark = {
  name: 'soak',
  summary: '600 pictures in one process, the model switched every 10: does memory grow',
  run() {
    const usual = runProcess({ title: 'as it is', job, environment: {}, flags: [] });
    const steadyRun = { environment: givesBackAtOnce, flags: steadyHeap };
    const held = runProcess({ title: 'only what is held', job, ...steadyRun });
    const leaking = runProcess({ title: 'with a leak', job: leakingJob, ...steadyRun });
    return Promise.resolve([...describeUsual(usual), ...describeHeld(held), describeLeak(leaking)]);
  },
};

function describeUsual(reports: readonly SoakReport[]): readonly Figure[] {
  const settled = takeSettled(reports);
  const resident = settled.map(({ residentBytes }) => residentBytes);
  const { turns, picturesPerTurn, steps } = job;
  const place = `after switches ${turns - settled.length + 1} to ${turns}`;
  return [
    {
      name: 'Resident memory after the last switch',
      value: formatMegabytes(reports.at(-1)?.residentBytes ?? 0),
      how: `${turns * picturesPerTurn} pictures of ${steps} steps, Postcard and a tiny model in turn, ${picturesPerTurn} pictures each`,
    },
    {
      name: 'Resident memory, least and most',
      value: `${formatMegabytes(Math.min(...resident))}, ${formatMegabytes(Math.max(...resident))}`,
      how: `${place}; ${formatMegabytes(Math.max(...reports.map(({ residentBytes }) => residentBytes)))} was the most after any`,
    },
    {
      name: 'Growth of the JavaScript heap per switch, compiled code included',
      value: formatSlope(settled.map(({ heapBytes }) => heapBytes)),
      how: `slope of a straight line through the values ${place}, with its standard error`,
    },
  ];
}

function describeHeld(reports: readonly SoakReport[]): readonly Figure[] {
  const settled = takeSettled(reports);
  const place = `switches ${reports.length - settled.length + 1} to ${reports.length}`;
  const how = `in a second run, whose JavaScript heap holds neither compiled code nor a part that changes its size (\`${steadyHeap.join(' ')}\`); slope of a straight line through the values after ${place}, with its standard error`;
  const bar = `≤ ${formatKilobytes(flatBytes)} with twice its error`;
  const kinds = [
    ['memory in use', 'inUseBytes', '; what is allocated with malloc and not freed (`mallinfo2` of glibc)'],
    ['the JavaScript heap', 'heapBytes', ''],
    ['array buffers', 'arrayBytes', ''],
  ] as const;
  const growths = kinds.map(([kind, field, what]): Figure => {
    const values = settled.flatMap((report) => report[field] ?? []);
    return { name: `Growth of ${kind} per switch`, value: formatGrowth(values), bar, how: `${how}${what}` };
  });
  const resident = {
    name: 'Growth of resident memory per switch',
    value: formatSlope(settled.map(({ residentBytes }) => residentBytes)),
    how: 'the same run, whose allocator gives freed memory back at once (`MALLOC_TRIM_THRESHOLD_` of glibc), as far as nothing that is held lies behind it',
  };
  return [...growths, resident];
}

function describeLeak(reports: readonly SoakReport[]): Figure {
  const values = takeSettled(reports).flatMap(({ inUseBytes }) => inUseBytes ?? []);
  const { turns, keptBytesPerTurn } = leakingJob;
  const kept = formatKilobytes(keptBytesPerTurn);
  return {
    name: `Growth of memory in use per switch where ${kept} are kept on purpose`,
    value: formatGrowth(values),
    bar: 'not flat',
    how: `what the second run says of such a leak: ${turns} switches after one picture of one step, the last ${values.length} counted`,
  };
}

/** The turns that count. */
function takeSettled(reports: readonly SoakReport[]): readonly SoakReport[] {
  return reports.slice(Math.floor(reports.length * (1 - settledShare)));
}

function formatGrowth(values: readonly number[]): string {
  if (values.length === 0) return 'not available';
  return `${formatSlope(values)}: ${isFlat(values, flatBytes) ? 'flat' : 'not flat'}`;
}

function formatSlope(values: readonly number[]): string {
  return `${formatKilobytes(computeSlope(values))} ± ${formatKilobytes(computeSlopeError(values))}`;
}

function formatKilobytes(sizeBytes: number): string {
  return `${(sizeBytes / 1000).toFixed(1)} kB`;
}

interface SoakRun {
  readonly title: string;
  readonly job: SoakJob;
  readonly environment: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
}

/** Runs all pictures in a process of their own. */
function runProcess({ title, job, environment, flags }: SoakRun): readonly SoakReport[] {
  const file = path.join(import.meta.dirname, 'soak-process.ts');
  const words = ['--conditions=source', '--expose-gc', ...flags, file, JSON.stringify(job)];
  // The library itself has to keep ONNX Runtime from collecting events, which would grow.
  const env = { ...process.env, ORT_DISABLE_TELEMETRY: undefined, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`The soak ended with ${status}:\n${stderr.slice(-2000)}`);
  const reports = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SoakReport);
  const resident = reports.map(({ residentBytes }) => (residentBytes / 1e6).toFixed(1));
  console.log(`Resident after each switch in MB, ${title}: ${resident.join(', ')}`);
  return reports;
}

/** Whether values at 0, 1, 2, … are shown to grow by `limit` at most: the slope of their line and twice its standard error. */
export function isFlat(values: readonly number[], limit: number): boolean {
  return computeSlope(values) + 2 * computeSlopeError(values) <= limit;
}

/** The standard error of that slope: √(Σ residual² / (n − 2) / Σ (x − x̄)²). */
export function computeSlopeError(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const slope = computeSlope(values);
  const residuals = values.map((value, place) => value - mean - slope * (place - middle));
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const spread = values.reduce((sum, _, place) => sum + (place - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 2) / spread);
}

/** The slope of the least-squares line through values at 0, 1, 2, …. */
export function computeSlope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const products = values.reduce((sum, value, place) => sum + (place - middle) * (value - mean), 0);
  return products / values.reduce((sum, _, place) => sum + (place - middle) ** 2, 0);
}
