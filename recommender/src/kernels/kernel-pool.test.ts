import type { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { KernelError, KernelMemoryError } from '../errors.ts';
import { blockKernelNames, directKernelNames } from './kernel-functions.ts';
import { KernelMemory } from './kernel-memory.ts';
import { chooseKernelBuild, instantiateKernels, loadKernelModule } from './kernel-module.ts';
import { KernelPool } from './kernel-pool.ts';
import { drawNormals, withPool } from './test-kernel-data.ts';

const rows = 500;
const width = 24;

/** The scores of random factors; many more blocks than threads. */
async function score(pool: KernelPool, signal?: AbortSignal): Promise<Float32Array> {
  const factors = pool.memory.copy(drawNormals(rows * width, 1));
  const vector = pool.memory.copy(drawNormals(width, 2));
  const scores = pool.memory.allocate(Float32Array, rows);
  const parameters = [7, rows, factors, width, vector, 0, scores];
  await pool.run({ kernel: 'scoreRows', blocks: Math.ceil(rows / 7), parameters, signal });
  return scores.slice();
}

describe('KernelPool', () => {
  it('gives the same bits on 1, 2 and 3 threads', async () => {
    const [one, two, three] = await Promise.all(
      [1, 2, 3].map((threads) => withPool({ threads }, (pool) => score(pool))),
    );
    expect(one).toHaveLength(rows);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  it.each([1, 2])('runs task after task on %i threads', async (threads) => {
    await withPool({ threads }, async (pool) => {
      const first = await score(pool);
      expect(await score(pool)).toEqual(first);
    });
  });

  it.each([1, 2])('rejects with the reason of a signal that is aborted on %i threads', async (threads) => {
    await withPool({ threads }, async (pool) => {
      const controller = new AbortController();
      const running = score(pool, controller.signal);
      controller.abort(new Error('changed my mind'));
      await expect(running).rejects.toThrow('changed my mind');
      await expect(score(pool, controller.signal)).rejects.toThrow('changed my mind');
      expect(await score(pool)).toHaveLength(rows);
    });
  });

  it.each([1, 2])('carries a failure of a kernel over, and goes on, on %i threads', async (threads) => {
    await withPool({ threads }, async (pool) => {
      const beyond = 0xffff_0000;
      const task = { kernel: 'scoreRows' as const, blocks: 4, parameters: [1, 4, beyond, 64, beyond, 0, beyond] };
      await expect(pool.run(task)).rejects.toThrow(KernelError);
      await expect(pool.run(task)).rejects.toThrow(/scoreRows failed: .*out of bounds/);
      expect(await score(pool)).toHaveLength(rows);
    });
  });

  it('refuses a task once a thread has ended by itself, rather than wait for it', async () => {
    const started: Worker[] = [];
    const note = (worker: Worker) => started.push(worker);
    process.on('worker', note);
    onTestFinished(() => void process.off('worker', note));
    await withPool({ threads: 2 }, async (pool) => {
      expect(await score(pool)).toHaveLength(rows);
      expect(started).toHaveLength(2);
      await started[1]!.terminate();
      await expect(score(pool)).rejects.toThrow(KernelError);
      await expect(score(pool)).rejects.toThrow('its thread ended with code 1');
    });
  });

  it('refuses a second task while one is running', async () => {
    await withPool({ threads: 2 }, async (pool) => {
      const running = score(pool);
      await expect(score(pool)).rejects.toThrow('running already');
      await running;
    });
  });

  it('refuses a number of threads that is none', () => {
    expect(() => new KernelPool({ threads: 0 })).toThrow(RangeError);
    expect(() => new KernelPool({ threads: 1.5 })).toThrow(RangeError);
  });
});

describe('KernelMemory', () => {
  it('keeps arrays apart, aligned and in place while it grows', () => {
    const memory = new KernelMemory();
    const first = memory.copy(Float32Array.of(1, 2, 3));
    const second = memory.copy(Uint8Array.of(4, 5));
    const large = memory.allocate(Float64Array, 1_000_000);
    large.fill(7);
    expect([...first, ...second]).toEqual([1, 2, 3, 4, 5]);
    expect([first, second, large].map(({ byteOffset }) => byteOffset % 64)).toEqual([0, 0, 0]);
    expect(memory.usedBytes).toBe(large.byteOffset + 8_000_000);
  });

  it('refuses what kernels cannot address', () => {
    const memory = new KernelMemory();
    expect(() => memory.allocate(Float32Array, 1_200_000_000)).toThrow(KernelMemoryError);
    expect(memory.allocate(Float32Array, 4)).toHaveLength(4);
  });
});

describe('kernel modules', () => {
  it('takes the relaxed build where relaxed SIMD is valid', () => {
    expect(chooseKernelBuild()).toBe('relaxed');
  });

  it.each(['plain', 'relaxed'] as const)('exports every kernel in the %s build', (build) => {
    const exported = Object.keys(instantiateKernels(loadKernelModule(build), new KernelMemory().memory));
    expect(exported.sort()).toEqual([...blockKernelNames, ...directKernelNames, 'selectTop'].sort());
  });
});
