import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commandOf } from './run-json-process.ts';

/** A CSV of ratings, and a file with the fold of every row; fold 0 is for testing. */
export interface RatingsWithFolds {
  readonly ratings: string;
  readonly folds: string;
}

/** Where a comparison finds what it needs. */
export interface PeerPlan {
  readonly python: string;
  readonly threads: number;
  readonly scratch: string;
  /** Ids of our methods that are compared; default all. */
  readonly methods: readonly string[] | undefined;
  /** What predictions are compared on, and what times. */
  readonly parity: RatingsWithFolds;
  readonly speed: RatingsWithFolds;
}

/** The command of one run of ours. */
export const ownCommand = commandOf(path.join(import.meta.dirname, 'timed-process.ts'));

/** The command of one run of a peer. */
export function findPeer(python: string): readonly string[] {
  return [python, path.join(import.meta.dirname, 'python_peers.py')];
}

/** A file of doubles, as both sides write predictions. */
export function readDoubles(file: string): Float64Array {
  const bytes = readFileSync(file);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
