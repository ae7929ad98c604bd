import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { KernelError } from '../errors.ts';
import type { BlockKernelName, KernelFunctions, Pointer } from './kernel-functions.ts';
import { KernelMemory } from './kernel-memory.ts';
import type { WorkerOrder, WorkerReport, WorkerStart } from './kernel-messages.ts';
import { chooseKernelBuild, instantiateKernels, type KernelBuild, loadKernelModule } from './kernel-module.ts';

/** How a pool runs. */
export interface KernelPoolOptions {
  /** 1 runs on this thread, between turns of its event loop; more start worker threads. Default: the number of cores. */
  readonly threads?: number;
  /** Default: the fastest that the engine has. */
  readonly build?: KernelBuild;
}

/** A kernel over all blocks of a grid. */
export interface KernelTask {
  readonly kernel: BlockKernelName;
  /** How many blocks there are. The grid, not the number of threads, decides what is computed. */
  readonly blocks: number;
  /** The kernel's parameters after block and scratch; an array stands for its pointer. */
  readonly parameters: readonly (number | KernelArray)[];
  /** Memory that a kernel needs for itself while it works on a block. */
  readonly scratchBytes?: number;
  /** Run the blocks one after the other, in order; otherwise they must not depend on each other. */
  readonly inOrder?: boolean;
  /** Checked between blocks. */
  readonly signal?: AbortSignal | undefined;
}

/** An array of `KernelMemory`. */
export interface KernelArray {
  readonly byteOffset: Pointer;
  readonly buffer: ArrayBufferLike;
}

// The worker is a file of its own beside this one: .ts in the repository, .js in the package.
const workerFile = path.join(import.meta.dirname, `kernel-worker${path.extname(import.meta.filename)}`);

/**
 * Runs kernels over shared memory, on this thread or on worker threads. Blocks are taken by whoever is free, and each writes
 * to a place of its own, so that results are the same bits for any number of threads. One task runs at a time.
 *
 * Close it in a `finally`: worker threads keep the process alive.
 */
export class KernelPool {
  readonly memory = new KernelMemory();
  /** The kernels on this thread. */
  readonly kernels: KernelFunctions;
  readonly threads: number;
  readonly #control: Int32Array;
  readonly #workers: Worker[];
  #scratch: { readonly bytes: number; readonly pointers: readonly Pointer[] } = { bytes: 0, pointers: [] };
  #busy = false;
  /** Why a worker thread is gone, where one is. */
  #loss: unknown;

  constructor({ threads = availableParallelism(), build = chooseKernelBuild() }: KernelPoolOptions = {}) {
    if (!Number.isInteger(threads) || threads < 1) {
      throw new RangeError(`threads is ${threads}: it must be a whole number of at least 1.`);
    }
    const module = loadKernelModule(build);
    const { memory } = this.memory;
    this.threads = threads;
    this.kernels = instantiateKernels(module, memory);
    this.#control = this.memory.allocate(Int32Array, 2);
    const workerData: WorkerStart = { module, memory, controlPointer: this.#control.byteOffset };
    this.#workers = Array.from({ length: threads === 1 ? 0 : threads }, () => {
      const worker = new Worker(workerFile, { workerData });
      // A thread that ends between tasks would never answer the next one.
      worker.on('error', (error) => {
        this.#loss ??= error;
      });
      worker.on('exit', (code) => {
        this.#loss ??= new Error(`its thread ended with code ${code}`);
      });
      return worker;
    });
  }

  /**
   * Run a task to its end.
   * @throws KernelError when a kernel or its thread fails
   * @throws the signal's reason when it is aborted; blocks that have begun are finished first
   */
  async run(task: KernelTask): Promise<void> {
    if (this.#busy) throw new KernelError('A task is running already: await it before the next one.');
    task.signal?.throwIfAborted();
    if (this.#loss !== undefined && this.#workers.length > 0) {
      const { message } = this.#loss as Error;
      throw new KernelError(`Kernel ${task.kernel} can't run: ${message}. Fit again, or on fewer threads.`, {
        cause: this.#loss,
      });
    }
    this.#busy = true;
    try {
      const order = { kernel: task.kernel, blocks: task.blocks, parameters: task.parameters.map(toPointer) };
      const scratch = this.#requireScratch(task.scratchBytes ?? 0);
      if (this.#workers.length === 0) await this.#runHere(task, { ...order, scratch: scratch[0]! });
      else await this.#runOnWorkers(task, (worker) => ({ ...order, scratch: scratch[worker]! }));
    } finally {
      this.#busy = false;
    }
  }

  /** End the worker threads; resolves when they have ended. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()));
  }

  async #runHere({ signal }: KernelTask, order: WorkerOrder): Promise<void> {
    const kernel = this.kernels[order.kernel];
    for (let block = 0; block < order.blocks; block += 1) {
      signal?.throwIfAborted();
      try {
        kernel(block, order.scratch, ...order.parameters);
      } catch (cause) {
        throw new KernelError(`Kernel ${order.kernel} failed: ${(cause as Error).message}`, { cause });
      }
      await turnOfEventLoop();
    }
    signal?.throwIfAborted();
  }

  async #runOnWorkers(
    { signal, inOrder = false }: KernelTask,
    orderOf: (worker: number) => WorkerOrder,
  ): Promise<void> {
    Atomics.store(this.#control, 0, 0);
    Atomics.store(this.#control, 1, 0);
    const stop = () => Atomics.store(this.#control, 1, 1);
    signal?.addEventListener('abort', stop);
    try {
      const reports = await Promise.all(
        this.#workers.slice(0, inOrder ? 1 : undefined).map((worker, index) => {
          const report = nextReport(worker);
          worker.postMessage(orderOf(index));
          return report;
        }),
      );
      const failure = reports.find((report) => report.failed);
      if (failure?.failed === true) {
        const cause = Object.assign(new Error(failure.message), { stack: failure.stack });
        throw new KernelError(`Kernel ${orderOf(0).kernel} failed: ${failure.message}`, { cause });
      }
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    signal?.throwIfAborted();
  }

  #requireScratch(bytes: number): readonly Pointer[] {
    if (this.#scratch.pointers.length === 0 || bytes > this.#scratch.bytes) {
      const pointers = Array.from({ length: this.threads }, () => this.memory.allocate(Uint8Array, bytes).byteOffset);
      this.#scratch = { bytes, pointers };
    }
    return this.#scratch.pointers;
  }
}

function toPointer(parameter: number | KernelArray): number {
  return typeof parameter === 'number' ? parameter : parameter.byteOffset;
}

/** What a worker thread says next; an error or its end counts as a failure. */
function nextReport(worker: Worker): Promise<WorkerReport> {
  return new Promise((resolve) => {
    const settle = (report: WorkerReport) => {
      worker.off('message', settle).off('error', fail).off('exit', exit);
      resolve(report);
    };
    const fail = (error: unknown) => {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      settle({ failed: true, message, stack });
    };
    const exit = (code: number) => fail(new Error(`its thread ended with code ${code}`));
    worker.on('message', settle).on('error', fail).on('exit', exit);
  });
}
