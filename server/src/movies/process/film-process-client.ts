import path from 'node:path';
import { UnavailableError } from '../../errors.ts';
import type { Logger, LogLevel } from '../../logging.ts';
import { createSupervisor, type ProcessExit, type Supervisor } from '../../processes/supervisor.ts';
import type { FilmEngine } from '../engine/film-engine.ts';
import type { TaskListener } from '../engine/film-task.ts';
import { createFilmCalls, type FilmCalls } from './film-calls.ts';
import type { FilmSummary, FromFilmProcess } from './film-process-messages.ts';

export interface FilmEngineClientOptions {
  readonly dataFolder: string;
  readonly log: LogLevel;
  readonly logger: Logger;
  /** The setting for the films' memory; undefined: half of what the container or the machine has. */
  readonly memoryMb: number | undefined;
  readonly onTask: TaskListener;
  /** Called when the process answers: for the first time, and again after each restart. */
  readonly onReady?: () => void;
  /** How long the process may give no sign of life before it is held to hang and is killed. Default 30 s. */
  readonly silenceMs?: number;
  /** The same while it starts, which makes the built-in films the first time. Default 120 s. */
  readonly startSilenceMs?: number;
  /** How long a question waits for a process that is starting. Default 5 s. */
  readonly waitMs?: number;
}

/** How the film process is. */
export interface FilmsHealth {
  readonly state: 'starting' | 'serving' | 'restarting' | 'closed';
  /** Why it is not serving; empty when it is. */
  readonly reason: string;
  /** Undefined until it has served once. */
  readonly summary: FilmSummary | undefined;
  readonly processId: number | undefined;
}

/** The gateway's side of the films. */
export interface FilmEngineClient {
  readonly engine: FilmEngine;
  /** Resolves when the process is spawned; questions wait until it answers. */
  start(): Promise<void>;
  health(): FilmsHealth;
  /** Ends the process, and what it trains with it; both go on at the next start. May be called again. */
  close(): Promise<void>;
}

const defaultSilenceMs = 30_000;
const defaultStartSilenceMs = 120_000;
const defaultWaitMs = 5000;
const watchEveryMs = 500;

/**
 * What is freed goes back to the system soon: a young generation of 3 × 8 MB instead of 3 × 16, an old one that is collected when
 * it has grown by 15 % instead of up to 70 %, and (glibc) large buffers in pages of their own instead of in heaps, one for each
 * thread, that keep what is freed. At 32 million ratings this is 150 MB of 1.1 GB.
 */
const thriftyMemory = {
  nodeFlags: ['--max-semi-space-size=8', '--heap-growing-percent=15'],
  environment: { MALLOC_MMAP_THRESHOLD_: String(2 ** 17), MALLOC_ARENA_MAX: '2' },
};

/** Makes the client of the film process; nothing runs before `start`. */
export function createFilmEngineClient(options: FilmEngineClientOptions): FilmEngineClient {
  return new SupervisedFilms(options);
}

class SupervisedFilms implements FilmEngineClient {
  readonly engine: FilmEngine;
  readonly #options: FilmEngineClientOptions;
  readonly #supervisor: Supervisor;
  readonly #calls: FilmCalls;
  #state: FilmsHealth['state'] = 'starting';
  #reason = 'The films are starting.';
  #summary: FilmSummary | undefined;
  #lastSignAt = performance.now();
  #watch: NodeJS.Timeout | undefined;

  constructor(options: FilmEngineClientOptions) {
    this.#options = options;
    this.#calls = createFilmCalls({
      send: (call) => this.#supervisor.send(call),
      waitMs: options.waitMs ?? defaultWaitMs,
      whyAway: () => this.#reason,
    });
    this.engine = this.#calls.engine;
    this.#supervisor = createSupervisor({
      name: 'films',
      program: path.join(import.meta.dirname, `film-process${path.extname(import.meta.filename)}`),
      recordFolder: path.join(options.dataFolder, 'processes'),
      logger: options.logger,
      ...thriftyMemory,
      onStart: () => this.#welcome(),
      onExit: (exit) => this.#mourn(exit),
      onMessage: (message) => this.#receive(message as FromFilmProcess),
    });
  }

  async start(): Promise<void> {
    await this.#supervisor.start();
    this.#watch = setInterval(() => this.#killSilent(), watchEveryMs);
    this.#watch.unref();
  }

  health(): FilmsHealth {
    const reason = this.#state === 'serving' ? '' : this.#reason;
    return { state: this.#state, reason, summary: this.#summary, processId: this.#supervisor.processId() };
  }

  async close(): Promise<void> {
    clearInterval(this.#watch);
    this.#state = 'closed';
    this.#reason = 'The server is closing.';
    this.#calls.close(new UnavailableError(this.#reason, 1000));
    await this.#supervisor.close();
  }

  #welcome(): void {
    this.#lastSignAt = performance.now();
    const { dataFolder, memoryMb, log } = this.#options;
    this.#supervisor.send({ kind: 'start', options: { dataFolder, memoryMb, log } });
  }

  #mourn(exit: ProcessExit): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'serving') this.#reason = describeExit(exit);
    this.#state = 'restarting';
    this.#calls.interrupt(`${this.#reason} The question was lost; ask again.`);
  }

  #receive(message: FromFilmProcess): void {
    this.#lastSignAt = performance.now();
    switch (message.kind) {
      case 'alive':
        // What a process said before its end may arrive after it.
        if (message.summary !== undefined && this.#supervisor.processId() !== undefined) this.#serve(message.summary);
        return;
      case 'not-started':
        this.#reason = `The films could not be started: ${message.reason}`;
        return;
      case 'answer':
      case 'refusal':
        this.#calls.settle(message);
        return;
      case 'task':
        this.#options.onTask(message.task, message.benchmark);
    }
  }

  #serve(summary: FilmSummary): void {
    if (this.#state === 'closed') return;
    this.#summary = summary;
    const isNew = this.#state !== 'serving';
    this.#state = 'serving';
    this.#calls.open();
    if (isNew) this.#options.onReady?.();
  }

  #killSilent(): void {
    const { silenceMs = defaultSilenceMs, startSilenceMs = defaultStartSilenceMs } = this.#options;
    const silentMs = performance.now() - this.#lastSignAt;
    const allowedMs = this.#state === 'serving' ? silenceMs : startSilenceMs;
    if (silentMs < allowedMs || this.#supervisor.processId() === undefined) return;
    this.#options.logger.warn({ process: 'films', silentMs }, 'the film process hangs and is killed');
    this.#lastSignAt = performance.now();
    this.#supervisor.kill();
  }
}

function describeExit({ code, signal }: ProcessExit): string {
  if (signal === 'SIGKILL') return 'The film process was killed, for want of memory or by someone, and starts again.';
  if (signal !== null) return `The film process crashed (${signal}) and starts again.`;
  return `The film process ended with code ${code} and starts again.`;
}
