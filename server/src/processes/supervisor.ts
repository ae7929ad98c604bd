import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { extendEnvironment } from '../config.ts';
import type { Logger } from '../logging.ts';
import { findProcessIdentity, isSameProcess, parseIdentity } from './process-identity.ts';
import { stopProcess } from './stop-process.ts';

export interface ProcessExit {
  readonly processId: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** False when it ended because `close` asked it to. */
  readonly isUnexpected: boolean;
}

export interface SupervisorOptions {
  /** Unique on this data folder, such as "image-worker-0"; names the record file and the log lines. */
  readonly name: string;
  /** The child's entry: a TypeScript file of ours, or what it was compiled to. */
  readonly program: string;
  readonly words?: readonly string[];
  /** Flags of Node.js for the child, such as `--max-semi-space-size=8`. */
  readonly nodeFlags?: readonly string[];
  /** Added to the environment that the child inherits. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder of the records of what runs, so that the next start finds what a killed one left. */
  readonly recordFolder: string;
  readonly logger: Logger;
  readonly onMessage?: (message: unknown) => void;
  /** Each time that a child was started. */
  readonly onStart?: (processId: number) => void;
  /** Each time that a child ended; it is started again by itself unless `close` was called. */
  readonly onExit?: (exit: ProcessExit) => void;
  /** How long `close` waits after SIGTERM before SIGKILL. Default 5 s. */
  readonly graceMs?: number;
}

/** A child process that is always there: started again with growing delays, and never left behind. */
export interface Supervisor {
  readonly name: string;
  /** Stops what a killed gateway left under this name, then starts the child; resolves when it is spawned. */
  start(): Promise<void>;
  /** Undefined while it is down. */
  processId(): number | undefined;
  /** False when it is down and the message was dropped. */
  send(message: Serializable): boolean;
  /** SIGKILL to the running child, for one that hangs; it is started again. */
  kill(): void;
  /** Ends the child, gently first, and resolves when it is gone. May be called again. */
  close(): Promise<void>;
}

const defaultGraceMs = 5000;
const shortestRestartDelayMs = 100;
const longestRestartDelayMs = 10_000;
// A child that lived this long starts again without delay added for earlier ends.
const healthyAfterMs = 10_000;

/**
 * Makes a supervisor of one child; nothing runs before `start`.
 *
 * The child talks by IPC with structured clones. It runs in a session of its own, so that Ctrl-C in the terminal
 * reaches the gateway alone, and writes to our standard error. When this process dies, even by SIGKILL, the IPC
 * channel closes, and a child that called `exitWithParent` ends.
 */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  return new ChildSupervisor(options);
}

/** For the child: ends this process when the one that supervises it is gone. */
export function exitWithParent(): void {
  process.once('disconnect', () => process.exit(0));
  if (process.connected === false) process.exit(0);
}

class ChildSupervisor implements Supervisor {
  readonly name: string;
  readonly #options: SupervisorOptions;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #restart: NodeJS.Timeout | undefined;
  #restartDelayMs = shortestRestartDelayMs;
  #isClosing = false;
  #closed: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.name = options.name;
  }

  // A process that exits without closing leaves no child behind either.
  readonly #killAtExit = (): void => this.kill();

  async start(): Promise<void> {
    process.once('exit', this.#killAtExit);
    await mkdir(this.#options.recordFolder, { recursive: true, mode: 0o700 });
    await this.#stopLeft();
    if (!this.#isClosing) await this.#spawn();
  }

  processId(): number | undefined {
    return this.#child?.pid;
  }

  send(message: Serializable): boolean {
    if (this.#child?.connected !== true) return false;
    // A channel that breaks meanwhile is told by the exit, not here.
    this.#child.send(message, () => undefined);
    return true;
  }

  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#isClosing = true;
    process.off('exit', this.#killAtExit);
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child !== undefined) {
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), this.#options.graceMs ?? defaultGraceMs);
      await this.#exited;
      clearTimeout(kill);
    }
    await rm(this.#recordFile(), { force: true });
  }

  async #spawn(): Promise<void> {
    const { program, words = [], nodeFlags = [], environment = {}, logger } = this.#options;
    const child = fork(program, words, {
      execArgv: [...(program.endsWith('.ts') ? ['--conditions=source'] : []), ...nodeFlags],
      env: extendEnvironment(environment),
      serialization: 'advanced',
      stdio: ['ignore', 2, 2, 'ipc'],
      detached: process.platform !== 'win32',
    });
    const startedAtMs = performance.now();
    this.#child = child;
    let settleExit = (): void => undefined;
    this.#exited = new Promise((resolve) => {
      settleExit = resolve;
    });
    child.on('message', (message) => this.#options.onMessage?.(message));
    child.once('error', (error) => logger.error({ process: this.name, error: error.message }, 'child process failed'));
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      settleExit();
      if (performance.now() - startedAtMs >= healthyAfterMs) this.#restartDelayMs = shortestRestartDelayMs;
      this.#handleExit({ processId: child.pid ?? 0, code, signal, isUnexpected: !this.#isClosing });
    });
    if (child.pid === undefined) {
      // It could not even be spawned, and such a child never exits.
      this.#child = undefined;
      return this.#scheduleRestart();
    }
    logger.info({ process: this.name, processId: child.pid }, 'child process started');
    // Without its record it lives all the same: where this process is killed, it ends with it.
    await this.#record(child.pid).catch((error: Error) => {
      logger.warn({ process: this.name, error: error.message }, 'child process could not be recorded');
    });
    this.#options.onStart?.(child.pid);
  }

  #handleExit(exit: ProcessExit): void {
    const { logger, onExit } = this.#options;
    logger[exit.isUnexpected ? 'warn' : 'info']({ process: this.name, ...exit }, 'child process ended');
    onExit?.(exit);
    if (!this.#isClosing) this.#scheduleRestart();
  }

  #scheduleRestart(): void {
    this.#restart = setTimeout(() => {
      this.#spawn().catch((error: Error) => {
        this.#options.logger.error({ process: this.name, error: error.message }, 'child process could not be started');
        if (!this.#isClosing) this.#scheduleRestart();
      });
    }, this.#restartDelayMs);
    this.#restartDelayMs = Math.min(this.#restartDelayMs * 2, longestRestartDelayMs);
  }

  #recordFile(): string {
    return path.join(this.#options.recordFolder, `${this.name}.json`);
  }

  async #record(processId: number): Promise<void> {
    const identity = await findProcessIdentity(processId);
    if (identity !== undefined) await writeFile(this.#recordFile(), JSON.stringify(identity));
  }

  async #stopLeft(): Promise<void> {
    const identity = parseIdentity(await readFile(this.#recordFile(), 'utf8').catch(() => ''));
    if (identity === undefined || !(await isSameProcess(identity))) return;
    this.#options.logger.info({ process: this.name, processId: identity.processId }, 'left child process is stopped');
    await stopProcess(identity, [
      { signal: 'SIGTERM', graceMs: 1000 },
      { signal: 'SIGKILL', graceMs: 5000 },
    ]);
  }
}
