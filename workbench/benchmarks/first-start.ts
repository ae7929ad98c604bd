import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../free-port.ts';
import { type Benchmark, formatSeconds } from './figures.ts';

const repositoryFolder = path.resolve(import.meta.dirname, '../..');

export const firstStartBenchmark: Benchmark = {
  name: 'first-start',
  summary: 'npm start in a fresh clone with empty caches, then once more',
  async run() {
    const folder = await mkdtemp(path.join(tmpdir(), 'starweave fresh clone '));
    try {
      const clone = path.join(folder, 'starweave');
      const result = spawnSync('git', ['clone', '--quiet', repositoryFolder, clone], { encoding: 'utf8' });
      if (result.status !== 0) throw new Error(`git clone failed: ${result.stderr}`);
      const home = path.join(folder, 'home');
      await mkdir(home);
      const firstMs = await timeStart(clone, home);
      const secondMs = await timeStart(clone, home);
      return [
        {
          name: 'Install, build and first start',
          value: formatSeconds(firstMs),
          how: '`npm start` in a fresh clone, empty HOME and npm cache, to the first 200 of /health/ready; registry’s speed included',
        },
        {
          name: 'Second `npm start`',
          value: formatSeconds(secondMs),
          how: 'the same command again, nothing to install or build',
        },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function timeStart(clone: string, home: string): Promise<number> {
  const port = await findFreePort();
  const startedAt = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: {
      PATH: withoutNodeModules(process.env.PATH ?? ''),
      HOME: home,
      npm_config_cache: path.join(home, 'npm-cache'),
      ...(process.env.npm_config_registry === undefined
        ? {}
        : { npm_config_registry: process.env.npm_config_registry }),
      STARWEAVE_PORT: String(port),
      STARWEAVE_GRPC_PORT: String(await findFreePort()),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let isRunning = true;
  void ended.then(() => {
    isRunning = false;
  });
  while (isRunning) {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (response?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (!isRunning) throw new Error('npm start ended before it was ready.');
  const elapsedMs = performance.now() - startedAt;
  process.kill(-(child.pid as number), 'SIGINT');
  await ended;
  return elapsedMs;
}

// A fresh clone has no tools of this one on its path.
function withoutNodeModules(searchPath: string): string {
  return searchPath
    .split(path.delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(path.delimiter);
}
