import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type Benchmark, formatMegabytes } from './figures.ts';

/** Memory after a turn, when its model is disposed and garbage is collected. */
export interface SoakReport {
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly arrayBytes: number;
}

export const turns = 60;
export const picturesPerTurn = 10;
/** The first half of the turns compiles code and fills allocators' pools. */
const settlingTurns = turns / 2;
/** Else glibc raises its threshold with what was freed, and keeps that much: growth that nobody holds. */
const givesBackAtOnce = { MALLOC_TRIM_THRESHOLD_: '131072' };

export const soakBenchmark: Benchmark = {
  name: 'soak',
  summary: '600 pictures in one process, the model switched every 10: does memory grow',
  run() {
    const reports = runProcess('as it is', {});
    const trimmed = runProcess('freed memory given back at once', givesBackAtOnce).slice(settlingTurns);
    const settled = reports.slice(settlingTurns);
    const slope = (values: readonly number[]) => {
      const [growth, error] = [computeSlope(values), computeSlopeError(values)];
      return `${(growth / 1e6).toFixed(2)} MB ± ${(error / 1e6).toFixed(2)} MB`;
    };
    const how = `slope of a straight line through the values after switches ${settlingTurns + 1} to ${turns}, with its standard error: flat where it isn't more than twice its error above 0`;
    const resident = settled.map(({ residentBytes }) => residentBytes);
    return Promise.resolve([
      {
        name: 'Resident memory after the last switch',
        value: formatMegabytes(reports.at(-1)?.residentBytes ?? 0),
        how: `${turns * picturesPerTurn} pictures of 4 steps, Postcard and a tiny model in turn, ${picturesPerTurn} pictures each; after switch ${settlingTurns + 1} it was ${formatMegabytes(settled[0]?.residentBytes ?? 0)}`,
      },
      {
        name: 'Growth of resident memory per switch',
        value: slope(trimmed.map(({ residentBytes }) => residentBytes)),
        bar: 'flat',
        how: `in a second run whose allocator gives freed memory back at once (MALLOC_TRIM_THRESHOLD_ of glibc); ${how}`,
      },
      {
        name: 'Resident memory, least and most',
        value: `${formatMegabytes(Math.min(...resident))}, ${formatMegabytes(Math.max(...resident))}`,
        how: `after switches ${settlingTurns + 1} to ${turns}: the allocator gives freed memory back now and then, so that it goes up and down`,
      },
      {
        name: 'Growth of the JavaScript heap per switch',
        value: slope(settled.map((report) => report.heapBytes)),
        bar: 'flat',
        how,
      },
      {
        name: 'Growth of array buffers per switch',
        value: slope(settled.map((report) => report.arrayBytes)),
        bar: 'flat',
        how,
      },
    ]);
  },
};

/** Runs all pictures in a process of their own. */
function runProcess(title: string, environment: Readonly<Record<string, string>>): readonly SoakReport[] {
  const flags = ['--conditions=source', '--expose-gc', path.join(import.meta.dirname, 'soak-process.ts')];
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`The soak ended with ${status}:\n${stderr.slice(-2000)}`);
  const reports = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SoakReport);
  const resident = reports.map(({ residentBytes }) => formatMegabytes(residentBytes));
  console.log(`Resident after each switch, ${title}: ${resident.join(', ')}`);
  return reports;
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
