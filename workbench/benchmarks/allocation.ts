import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Benchmark, Figure } from './figures.ts';

/** What a denoising step costs with one scheduler, beside the network itself. */
export interface AllocationReport {
  readonly className: string;
  /** The most that a step put on the JavaScript heap. */
  readonly heapBytes: number;
  /** The most that a step allocated as array buffers, without the network's output. */
  readonly arrayBytes: number;
  /** Time per model call. */
  readonly ownMs: number;
}

const processFlags = [
  '--conditions=source',
  '--expose-gc',
  '--min-semi-space-size=64',
  '--max-semi-space-size=64',
  path.join(import.meta.dirname, 'allocation-process.ts'),
];

export const allocationBenchmark: Benchmark = {
  name: 'allocation',
  summary: 'memory and time of our own code per denoising step, for every scheduler',
  run() {
    const { status, stdout, stderr } = spawnSync(process.execPath, processFlags, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The measurement ended with ${status}:\n${stderr.slice(-2000)}`);
    const lines = stdout.trim().split('\n');
    return Promise.resolve(lines.map((line) => describeScheduler(JSON.parse(line) as AllocationReport)));
  },
};

function describeScheduler({ className, heapBytes, arrayBytes, ownMs }: AllocationReport): Figure {
  const kilobytes = ((heapBytes + arrayBytes) / 1000).toFixed(0);
  return {
    name: className,
    value: `${kilobytes} kB, of it ${(arrayBytes / 1000).toFixed(0)} kB in arrays; ${ownMs.toFixed(2)} ms`,
    bar: '≤ 64 kB, ≤ 2 ms',
    how: 'a whole step with guidance on a 4 × 64 × 64 latent outside ONNX Runtime: the most allocated by a step, garbage included; median time',
  };
}
