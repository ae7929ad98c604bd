import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEverything } from '../start-everything.ts';
import { type Benchmark, computeQuantile, formatSeconds } from './figures.ts';

const runs = 7;

export const warmStartBenchmark: Benchmark = {
  name: 'warm-start',
  summary: 'process start to /health/ready with a database that exists',
  async run() {
    const dataFolder = await mkdtemp(path.join(tmpdir(), 'starweave-bench-'));
    try {
      const first = await startEverything({ dataFolder });
      await first.stop();
      const starts: number[] = [];
      const stops: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const product = await startEverything({ dataFolder });
        starts.push(product.startMs);
        const stoppedAt = performance.now();
        await product.stop();
        stops.push(performance.now() - stoppedAt);
      }
      return [
        {
          name: 'First start, empty data folder',
          value: formatSeconds(first.startMs),
          how: 'initdb and migrations included; one run',
        },
        {
          name: 'Warm start to ready, median',
          value: formatSeconds(computeQuantile(starts, 0.5)),
          bar: '≤ 4 s',
          how: `process start to the first 200 of /health/ready, ${runs} runs; slowest ${formatSeconds(Math.max(...starts))}`,
        },
        {
          name: 'Stop, median',
          value: formatSeconds(computeQuantile(stops, 0.5)),
          how: 'SIGTERM to the end of the process',
        },
      ];
    } finally {
      await rm(dataFolder, { recursive: true, force: true });
    }
  },
};
