import type { LogLevel } from '../../logging.ts';
import type { BenchmarkOutcome } from '../engine/benchmark-outcome.ts';
import type { FilmEngine } from '../engine/film-engine.ts';
import type { FilmTask } from '../engine/film-task.ts';
import type { CarriedError } from './carried-error.ts';

/** What the film process is told when it starts. */
export interface FilmProcessOptions {
  readonly dataFolder: string;
  /** Of the setting; undefined: found out from the container or the machine. */
  readonly memoryMb: number | undefined;
  readonly log: LogLevel;
}

/** One question of the gateway: a method of the engine with its arguments. */
export interface FilmCall {
  readonly kind: 'call';
  readonly id: number;
  readonly method: keyof FilmEngine;
  readonly words: readonly unknown[];
}

export type ToFilmProcess =
  | { readonly kind: 'start'; readonly options: FilmProcessOptions }
  | FilmCall
  /** Nobody waits for the answer to this call any more. */
  | { readonly kind: 'drop'; readonly id: number };

/** How the films are, in short; comes with every sign of life. */
export interface FilmSummary {
  readonly dataSetId: string;
  readonly dataSetName: string;
  readonly servingCount: number;
  readonly totalCount: number;
  /** Why another data set is in use than was chosen; empty when it is that one. */
  readonly notice: string;
}

export type FromFilmProcess =
  /** A sign of life; `summary` is there once questions are answered. */
  | { readonly kind: 'alive'; readonly summary?: FilmSummary }
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: CarriedError }
  | { readonly kind: 'task'; readonly task: FilmTask; readonly benchmark: BenchmarkOutcome | undefined };
