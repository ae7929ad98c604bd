import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { runStarweave } from '../../end-to-end/run-starweave.ts';
import { startEverything } from '../../start-everything.ts';
import type { BenchmarkOptions } from '../figures.ts';
import { findGenerated } from '../recommender/recommender-benchmark.ts';
import { waitUntilAllServe } from './film-product.ts';

/** A data folder whose films are made-up ratings, with all six algorithms trained. */
export interface ImportedFilms {
  readonly dataFolder: string;
  /** Sending, reading and training. */
  readonly importMs: number;
}

/** The data folder with so many made-up ratings imported; made where the cache hasn't one, which takes its time. */
export async function findImported(options: BenchmarkOptions, ratings: number): Promise<ImportedFilms> {
  const cache = options.cache ?? path.join(homedir(), '.cache/starweave-bench');
  const dataFolder = path.join(cache, `films-${ratings}`);
  const record = path.join(dataFolder, 'import-ms');
  if (existsSync(record)) {
    console.log(`Using what was imported into ${dataFolder}; delete it to import anew.`);
    return { dataFolder, importMs: Number(readFileSync(record, 'utf8')) };
  }
  const files = findGenerated(options, ratings);
  rmSync(dataFolder, { recursive: true, force: true });
  mkdirSync(dataFolder, { recursive: true });
  const product = await startEverything({ dataFolder });
  try {
    // Else the built-in films' training, which an import interrupts, would be measured with it.
    await waitUntilAllServe(product, 500);
    console.log(`Importing ${ratings} ratings …`);
    const startedAt = performance.now();
    const name = `${ratings} made-up ratings`;
    const environment = { STARWEAVE_PORT: String(product.port) };
    const { exitCode, output, errors } = await runStarweave(['movies', 'import', files, '--name', name], environment);
    if (exitCode !== 0) throw new Error(`The import ended with ${exitCode}.\n${output}\n${errors.slice(-2000)}`);
    await waitUntilAllServe(product, 100);
    const importMs = performance.now() - startedAt;
    writeFileSync(record, String(importMs));
    return { dataFolder, importMs };
  } finally {
    await product.stop();
  }
}
