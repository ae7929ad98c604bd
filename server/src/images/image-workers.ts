import { randomUUID } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WorkerLoss, WorkerStore } from '../jobs/worker-store.ts';
import type { Logger, LogLevel } from '../logging.ts';
import { findProcessIdentity } from '../processes/process-identity.ts';
import { createSupervisor, type ProcessExit, type Supervisor } from '../processes/supervisor.ts';
import type { FromImageProcess, ImageProcessOptions } from './image-process-messages.ts';

/** The worker processes of this host, and the watch over those of all hosts. */
export interface ImageWorkers {
  start(): Promise<void>;
  /** How many run now, of how many there should be. */
  count(): { readonly alive: number; readonly wanted: number };
  drain(): void;
  close(): Promise<void>;
}

export interface ImageWorkersOptions {
  readonly count: number;
  readonly recordFolder: string;
  readonly process: Omit<ImageProcessOptions, 'name' | 'workerId'> & { readonly log: LogLevel };
  readonly workers: WorkerStore;
  readonly logger: Logger;
  readonly heartbeatMs: number;
  /** How long a worker may give no sign of life in each phase before it is held to hang. */
  readonly silenceMs: Readonly<Record<FromImageProcess['phase'], number>>;
}

/** The bounds of silence: between signs of life lie at most one denoising step, or the opening of a model. */
export const defaultSilenceMs = { idle: 30_000, painting: 300_000, loading: 900_000 } as const;

const extension = path.extname(import.meta.filename);
const fastResolution = path.join(import.meta.dirname, '..', `resolve-fast-from-start${extension}`);

const watchEveryMs = 1000;
const graceMs = 8000;
const missedHeartbeats = 3;

interface Slot {
  readonly supervisor: Supervisor;
  workerId: string;
  phase: FromImageProcess['phase'];
  lastSignAt: number;
}

export function createImageWorkers(options: ImageWorkersOptions): ImageWorkers {
  return new SupervisedImageWorkers(options);
}

class SupervisedImageWorkers implements ImageWorkers {
  readonly #options: ImageWorkersOptions;
  readonly #slots: Slot[];
  /** Workers that are gone and whose jobs are not yet back in the queue. */
  readonly #losses = new Map<string, WorkerLoss>();
  #watch: NodeJS.Timeout | undefined;
  #watching: Promise<void> = Promise.resolve();
  #lastHeartbeatAt = 0;
  #databaseAwayAt = Number.NEGATIVE_INFINITY;
  #isClosing = false;

  constructor(options: ImageWorkersOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.count }, (_, index) => this.#createSlot(index));
  }

  async start(): Promise<void> {
    const { workers } = this.#options;
    // What an earlier gateway left is stopped by the supervisors; its jobs come back before new workers look.
    await this.#removeGone();
    await workers.repairQueue();
    await Promise.all(this.#slots.map(({ supervisor }) => supervisor.start()));
    await this.#removeGone();
    this.#scheduleWatch();
  }

  count() {
    const alive = this.#slots.filter(({ supervisor }) => supervisor.processId() !== undefined).length;
    return { alive, wanted: this.#slots.length };
  }

  drain(): void {
    this.#isClosing = true;
    for (const { supervisor } of this.#slots) supervisor.send({ kind: 'drain' });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#watch);
    await this.#watching;
    await Promise.all(this.#slots.map(({ supervisor }) => supervisor.close()));
    await this.#settleLosses().catch(() => undefined);
  }

  #createSlot(index: number): Slot {
    const { recordFolder, logger } = this.#options;
    const name = `image-worker-${index}`;
    const slot: Slot = {
      workerId: '',
      phase: 'loading',
      lastSignAt: performance.now(),
      supervisor: createSupervisor({
        name,
        program: path.join(import.meta.dirname, `image-process${extension}`),
        nodeFlags: ['--import', pathToFileURL(fastResolution).href],
        recordFolder,
        logger,
        graceMs,
        onStart: (processId) => void this.#welcome(slot, name, processId),
        onExit: (exit) => this.#mourn(slot, exit),
        onMessage: (message) => {
          slot.phase = (message as FromImageProcess).phase;
          slot.lastSignAt = performance.now();
        },
      }),
    };
    return slot;
  }

  async #welcome(slot: Slot, name: string, processId: number): Promise<void> {
    const workerId = randomUUID();
    Object.assign(slot, { workerId, phase: 'loading', lastSignAt: performance.now() });
    const { workers, logger, process } = this.#options;
    try {
      await workers.register({ id: workerId, host: os.hostname(), processId, device: '' });
    } catch (error) {
      // It could not do anything without the database either; its successor is registered in its place.
      logger.warn({ process: name, reason: String(error) }, 'the image worker could not be registered');
      slot.supervisor.kill();
      return;
    }
    slot.supervisor.send({ kind: 'start', options: { ...process, name, workerId } });
  }

  #mourn(slot: Slot, exit: ProcessExit): void {
    const { workerId } = slot;
    slot.workerId = '';
    if (workerId === '') return;
    const counted = exit.isUnexpected && !this.#isClosing;
    this.#losses.set(workerId, { counted, reason: describeExit(exit) });
    this.#watching = this.#watching.then(() => this.#settleLosses().catch(() => undefined));
  }

  #scheduleWatch(): void {
    this.#watch = setTimeout(() => {
      this.#watching = this.#look()
        .catch((error: unknown) => {
          this.#databaseAwayAt = performance.now();
          this.#options.logger.debug({ reason: String(error) }, 'the watch over the image workers was interrupted');
        })
        .then(() => {
          if (!this.#isClosing) this.#scheduleWatch();
        });
    }, watchEveryMs);
  }

  async #look(): Promise<void> {
    this.#killSilent();
    await this.#settleLosses();
    const { workers, heartbeatMs } = this.#options;
    if (performance.now() - this.#lastHeartbeatAt < heartbeatMs) return;
    this.#lastHeartbeatAt = performance.now();
    for (const slot of this.#slots) {
      if (slot.workerId === '' || (await workers.heartbeat(slot.workerId))) continue;
      // Held for gone by another host: a new start gives it a name of its own again.
      slot.supervisor.kill();
    }
    await this.#removeGone();
  }

  #killSilent(): void {
    for (const { supervisor, phase, lastSignAt } of this.#slots) {
      const silentMs = performance.now() - lastSignAt;
      if (supervisor.processId() === undefined || silentMs < this.#options.silenceMs[phase]) continue;
      this.#options.logger.warn({ process: supervisor.name, phase, silentMs }, 'the image worker hangs and is killed');
      supervisor.kill();
    }
  }

  async #settleLosses(): Promise<void> {
    for (const [workerId, loss] of this.#losses) {
      await this.#options.workers.removeWorker(workerId, loss);
      this.#losses.delete(workerId);
    }
  }

  /** Gives back the jobs of workers that are gone, on this host by their process, elsewhere by their silence. */
  async #removeGone(): Promise<void> {
    const { workers, heartbeatMs } = this.#options;
    const ours = new Set(this.#slots.map(({ workerId }) => workerId));
    const loss = { counted: false, reason: 'the server that watched over its worker stopped' };
    for (const { id, host, processId } of await workers.listWorkers()) {
      if (ours.has(id) || this.#losses.has(id)) continue;
      const isHere = host === os.hostname();
      if (isHere && (await findProcessIdentity(processId)) === undefined) await workers.removeWorker(id, loss);
    }
    // After the database was away nobody's heartbeat is fresh: everyone gets time for a new one.
    const boundMs = missedHeartbeats * heartbeatMs;
    if (performance.now() - this.#databaseAwayAt < 2 * boundMs) return;
    for (const id of await workers.findSilentWorkers(boundMs)) {
      if (!ours.has(id)) await workers.removeWorker(id, loss);
    }
  }
}

function describeExit({ code, signal }: ProcessExit): string {
  if (signal === 'SIGKILL') return 'its process was killed, by the system for want of memory or by someone (SIGKILL)';
  if (signal !== null) return `its process crashed (${signal})`;
  return `its process ended with code ${code}`;
}
