import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type Benchmark, formatMegabytes } from './figures.ts';

/** Memory after a turn, when its model is disposed and garbage is collected. */
export interface SoakReport {
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly arrayBytes: number;
}

export const turns = 20;
export const picturesPerTurn = 10;
/** The first turns compile code and fill allocators' pools. */
const settlingTurns = 6;

export const soakBenchmark: Benchmark = {
  name: 'soak',
  summary: '200 pictures in one process, the model switched every 10: does memory grow',
  run() {
    const flags = ['--conditions=source', '--expose-gc', path.join(import.meta.dirname, 'soak-process.ts')];
    const { status, stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The soak ended with ${status}:\n${stderr.slice(-2000)}`);
    const reports = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as SoakReport);
    console.log(
      `Resident after each switch: ${reports.map(({ residentBytes }) => formatMegabytes(residentBytes)).join(', ')}`,
    );
    const settled = reports.slice(settlingTurns);
    const slope = (values: readonly number[]) => `${(computeSlope(values) / 1e6).toFixed(2)} MB`;
    const how = `slope of a straight line through the values after switches ${settlingTurns + 1} to ${turns}`;
    return Promise.resolve([
      {
        name: 'Resident memory after the last switch',
        value: formatMegabytes(reports.at(-1)?.residentBytes ?? 0),
        how: `${turns * picturesPerTurn} pictures of 4 steps, Postcard and a tiny model in turn, ${picturesPerTurn} pictures each; after switch ${settlingTurns + 1} it was ${formatMegabytes(settled[0]?.residentBytes ?? 0)}`,
      },
      {
        name: 'Growth of resident memory per switch',
        value: slope(settled.map((report) => report.residentBytes)),
        bar: 'flat',
        how,
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

/** The slope of the least-squares line through values at 0, 1, 2, …. */
export function computeSlope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const products = values.reduce((sum, value, place) => sum + (place - middle) * (value - mean), 0);
  return products / values.reduce((sum, _, place) => sum + (place - middle) ** 2, 0);
}
