import type { Scheduler, SchedulerRun, SchedulerRunOptions } from '@starweave/diffusion';
import { createDummyData, type DummyData, sumOfMagnitudes } from './dummy-data.ts';
import { runOptionsOf, type SchedulerRecord } from './scheduler-record.ts';

/** What one pass through a record's loop gave. */
export interface LoopResult {
  readonly final: Float32Array;
  readonly afterAddNoise: number | undefined;
  readonly stepSums: readonly number[];
  readonly timesteps: Float64Array;
  readonly sigmas: Float64Array | undefined;
  readonly initNoiseSigma: number;
}

/** Run a record's loop, as the format's description has it; `schedule` replaces the record's own schedule. */
export function runLoop(scheduler: Scheduler, record: SchedulerRecord, schedule?: SchedulerRunOptions): LoopResult {
  const recorded = runOptionsOf(record);
  const run = scheduler.start(schedule === undefined ? recorded : { ...withoutSchedule(recorded), ...schedule });
  const data = createDummyData(record.shape, record.dtype);
  const begin = beginLoop(scheduler, run, record, data);
  const stepSums: number[] = [];
  let sample = begin.sample;
  for (const timestep of begin.timesteps) {
    sample = stepOnce(run, record, data, { sample, timestep });
    stepSums.push(sumOfMagnitudes(sample));
  }
  return {
    final: sample,
    afterAddNoise: begin.afterAddNoise,
    stepSums,
    timesteps: run.timesteps,
    sigmas: run.sigmas,
    initNoiseSigma: run.initNoiseSigma,
  };
}

interface LoopBegin {
  readonly sample: Float32Array;
  readonly timesteps: Iterable<number>;
  readonly afterAddNoise: number | undefined;
}

function beginLoop(scheduler: Scheduler, run: SchedulerRun, record: SchedulerRecord, data: DummyData): LoopBegin {
  const { order } = scheduler;
  let sample: Float32Array = data.sample;
  if (record.scalesInitialNoise) sample = sample.map((value) => value * Math.fround(run.initNoiseSigma));
  const skipped = record.imageToImageStart ?? record.addNoiseStart;
  if (skipped === undefined) {
    const timesteps = record.loop === 'ddpm_int_countdown' ? countdown(run.timesteps.length) : run.timesteps;
    return { sample, timesteps: timesteps.subarray(record.startSlice), afterAddNoise: undefined };
  }
  if (record.imageToImageStart !== undefined) run.beginAt(skipped * order);
  const timesteps = run.timesteps.subarray(skipped * order);
  sample = run.addNoise(sample, data.noise, timesteps[0]!);
  return { sample, timesteps, afterAddNoise: sumOfMagnitudes(sample) };
}

function stepOnce(
  run: SchedulerRun,
  record: SchedulerRecord,
  data: DummyData,
  { sample, timestep }: { sample: Float32Array; timestep: number },
): Float32Array {
  if (record.loop === 'plain' || record.loop === 'pndm_explicit' || record.loop === 'ddpm_int_countdown') {
    return run.step(data.model(sample, timestep), timestep, sample).previous;
  }
  const scaled = run.scaleModelInput(sample, timestep);
  const stepped = record.loop === 'overwrite' ? scaled : sample;
  return run.step(data.model(scaled, timestep), timestep, stepped).previous;
}

function countdown(count: number): Float64Array {
  return new Float64Array(count).map((_, index) => count - 1 - index);
}

function withoutSchedule(options: SchedulerRunOptions): SchedulerRunOptions {
  const { steps: _steps, timesteps: _timesteps, sigmas: _sigmas, ...rest } = options;
  return rest;
}
