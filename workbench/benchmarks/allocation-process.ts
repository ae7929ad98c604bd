// node --expose-gc --max-semi-space-size=64 --min-semi-space-size=64 allocation-process.ts: what a denoising step
// allocates and how long our code takes for it, for every scheduler; one line of JSON each. See allocation.ts.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GCProfiler } from 'node:v8';
import {
  createScheduler,
  loadTextToImagePipeline,
  type Scheduler,
  schedulerDefinitions,
  type TextToImagePipeline,
} from '@starweave/diffusion';
import type { AllocationReport } from './allocation.ts';
import { computeQuantile } from './figures.ts';

const model = path.resolve(import.meta.dirname, '../reference-numbers/pipelines/fixtures/tiny-stable-diffusion');
/** A latent of 4 × 64 × 64. */
const size = 512;
/** The U-Net's output for the prompt and the negative prompt, which ONNX Runtime's binding puts into a new array. */
const networkOutputBytes = 2 * 4 * 64 * 64 * Float32Array.BYTES_PER_ELEMENT;
const countedSteps = 24;
/** Buffers come with the first calls: PNDM's Runge–Kutta ones are twelve, and four more fill its history. */
const settlingSteps = 17;
/** Until code is compiled for a scheduler, every number of a loop may be an object on the heap. */
const [warmUps, warmUpSteps] = [2, 25];
const [fewSteps, manySteps, timings] = [4, 16, 3];

let pipeline: TextToImagePipeline;

/** The model, with the scheduler as its own: those for other kinds of models are refused otherwise. */
async function openModel(className: string): Promise<TextToImagePipeline> {
  const folder = mkdtempSync(path.join(tmpdir(), 'starweave-allocation-'));
  try {
    cpSync(model, folder, { recursive: true });
    writeFileSync(path.join(folder, 'scheduler', 'scheduler_config.json'), JSON.stringify({ _class_name: className }));
    return await loadTextToImagePipeline(folder, {
      threads: 1,
      executionProviders: ['cpu'],
      // Processor time of this thread, so that other programs don't count.
      clock: () => {
        const { user, system } = process.threadCpuUsage();
        return (user + system) / 1000;
      },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Allocated {
  readonly heapBytes: number;
  readonly arrayBytes: number;
}

function readMemory(): Allocated {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heapBytes: heapUsed, arrayBytes: arrayBuffers };
}

/** What every step allocates, from one callback to the next; garbage is counted, as nothing is collected in between. */
async function measureAllocation(scheduler: Scheduler): Promise<readonly Allocated[]> {
  const readings: Allocated[] = [];
  let collections = 0;
  globalThis.gc?.();
  const profiler = new GCProfiler();
  profiler.start();
  await pipeline.generate({
    ...{ prompt: 'a lighthouse', width: size, height: size, steps: countedSteps, seed: 1, scheduler },
    onStep: ({ step, steps }) => {
      readings.push(readMemory());
      if (step === steps) collections = profiler.stop()?.statistics.length ?? 0;
    },
  });
  if (collections > 0)
    throw new Error('Memory was collected between steps: give the process a larger young generation.');
  return readings.slice(settlingSteps).map((now, index) => {
    const before = readings[settlingSteps + index - 1] as Allocated;
    return { heapBytes: now.heapBytes - before.heapBytes, arrayBytes: now.arrayBytes - before.arrayBytes };
  });
}

/** Milliseconds of our own code per model call: what more calls add to the time outside ONNX Runtime. */
async function measureOwnTime(scheduler: Scheduler): Promise<number> {
  const samples: number[] = [];
  for (let timing = 0; timing < timings; timing += 1) {
    const few = await paintTimed(scheduler, fewSteps);
    const many = await paintTimed(scheduler, manySteps);
    samples.push((many.ownMs - few.ownMs) / (many.calls - few.calls));
  }
  return computeQuantile(samples, 0.5);
}

async function paintTimed(scheduler: Scheduler, steps: number): Promise<{ ownMs: number; calls: number }> {
  let calls = 0;
  const result = await pipeline.generate({
    ...{ prompt: 'a lighthouse', width: size, height: size, steps, seed: 1, scheduler },
    onStep: () => {
      calls += 1;
    },
  });
  return { ownMs: result.timings.own, calls };
}

// The first scheduler would be charged with compiling what all share.
pipeline = await openModel('DDIMScheduler');
for (let warmUp = 0; warmUp < 3 * warmUps; warmUp += 1) {
  await paintTimed(createScheduler({ _class_name: 'DDIMScheduler' }), warmUpSteps);
}
await pipeline.dispose();

for (const { className } of schedulerDefinitions) {
  // No model brings the inverse one: it is only taken as an object.
  pipeline = await openModel(className.replace('Inverse', ''));
  const scheduler = createScheduler({ _class_name: className });
  for (let warmUp = 0; warmUp < warmUps; warmUp += 1) await paintTimed(scheduler, warmUpSteps);
  const steps = await measureAllocation(scheduler);
  const report: AllocationReport = {
    className,
    heapBytes: Math.max(...steps.map(({ heapBytes }) => heapBytes)),
    arrayBytes: Math.max(...steps.map(({ arrayBytes }) => arrayBytes)) - networkOutputBytes,
    ownMs: await measureOwnTime(scheduler),
  };
  console.log(JSON.stringify(report));
  await pipeline.dispose();
}
