import { TorchGenerator } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import type { Scheduler, SchedulerRun, SchedulerRunOptions } from './scheduler.ts';
import type { SchedulerDefinition } from './scheduler-class.ts';
import { SchedulerConfigError, SchedulerOptionsError } from './scheduler-errors.ts';

/** What the suite needs to know of a scheduler class. */
export interface SuiteSubject {
  readonly definition: SchedulerDefinition;
  /** Step options of every run, for methods that only draw noise when asked. */
  readonly options?: SchedulerRunOptions;
  /** Whether more steps than training steps are refused. */
  readonly limitsSteps?: boolean;
  /** Whether the class has an option `prediction_type`. */
  readonly predicts?: boolean;
  /** How timesteps go: down by default; `mixed` where a method goes back and forth within its steps. */
  readonly order?: 'ascending' | 'mixed';
}

const BATCH_SIZE = 2;
const LENGTH = BATCH_SIZE * 4 * 8 * 8;
const STEPS = 10;

/** What every scheduler has to be: run it from the test file beside the class. */
export function describeScheduler(subject: SuiteSubject): void {
  const { definition } = subject;
  const create = (config: Readonly<Record<string, unknown>> = {}): Scheduler => definition.create(config);
  const start = (scheduler: Scheduler, more: SchedulerRunOptions = {}): SchedulerRun =>
    scheduler.start({
      steps: STEPS,
      batchSize: BATCH_SIZE,
      generator: new TorchGenerator(7),
      ...subject.options,
      ...more,
    });

  describe(definition.className, () => {
    it('keeps shapes, and gives finite numbers', () => {
      const run = start(create());
      for (const { previous, predictedOriginal } of walk(run)) {
        expect(previous).toHaveLength(LENGTH);
        expect(previous.every(Number.isFinite)).toBe(true);
        if (predictedOriginal !== undefined) expect(predictedOriginal).toHaveLength(LENGTH);
      }
    });

    it('names its timesteps in order, and one noise level more than it steps', () => {
      const scheduler = create();
      const { timesteps, sigmas, initNoiseSigma } = start(scheduler);
      expect(timesteps.length).toBeGreaterThanOrEqual(STEPS);
      const inOrder = Float64Array.from(timesteps).sort();
      if (subject.order === undefined) expect(timesteps).toEqual(inOrder.reverse());
      if (subject.order === 'ascending') expect(timesteps).toEqual(inOrder);
      expect(initNoiseSigma).toBeGreaterThan(0);
      if (sigmas !== undefined) expect(sigmas.length).toBeGreaterThan(timesteps.length);
    });

    it('gives the same result for the same seed', () => {
      const scheduler = create();
      expect(finalOf(start(scheduler))).toEqual(finalOf(start(scheduler)));
    });

    it('serves runs at the same time that do not disturb each other', () => {
      const scheduler = create();
      const alone = finalOf(start(scheduler));
      const first = walk(start(scheduler));
      const second = walk(start(scheduler, { steps: STEPS + 2, generator: new TorchGenerator(8) }));
      let last: Float32Array | undefined;
      for (const { previous } of first) {
        last = previous;
        second.next();
      }
      expect(last).toEqual(alone);
    });

    it('neither keeps nor changes what it is given', () => {
      const run = start(create());
      const reference = finalOf(start(create()));
      let sample = firstSample(run);
      for (const timestep of run.timesteps) {
        const output = model(run.scaleModelInput(sample, timestep), timestep);
        const before = [output.slice(), sample.slice()] as const;
        const { previous } = run.step(output, timestep, sample);
        expect([output, sample]).toEqual(before);
        output.fill(Number.NaN);
        sample = previous.slice();
      }
      expect(sample).toEqual(reference);
    });

    it('uses its buffers again', () => {
      const results = new Set<ArrayBufferLike>();
      for (const { previous } of walk(start(create()))) results.add(previous.buffer);
      expect(results.size).toBeLessThanOrEqual(2);
    });

    it('works with one generator per item as each item does alone', () => {
      const scheduler = create();
      const both = finalOf(start(scheduler, { generator: [new TorchGenerator(1), new TorchGenerator(2)] }));
      const half = LENGTH / BATCH_SIZE;
      for (const item of [0, 1]) {
        const run = start(scheduler, { batchSize: 1, generator: new TorchGenerator(item + 1) });
        const first = firstSample(run).slice(item * half, (item + 1) * half);
        expect(both.slice(item * half, (item + 1) * half)).toEqual(finalOf(run, first));
      }
    });

    it('adds noise, into a given buffer too', () => {
      const run = start(create());
      const original = new Float32Array(LENGTH).map((_, index) => index / LENGTH);
      const noise = new TorchGenerator(3).randn(LENGTH);
      const into = new Float32Array(LENGTH);
      const noisy = run.addNoise(original, noise, run.timesteps[0]!);
      expect(run.addNoise(original, noise, run.timesteps[0]!, into)).toBe(into);
      expect(into).toEqual(noisy);
      expect(noisy).not.toEqual(original);
    });

    it('lists the options that it does not know', () => {
      const scheduler = create({ _class_name: definition.className, unheard_of: 1, another: [1] });
      expect(scheduler.ignoredOptions).toEqual(['unheard_of', 'another']);
      expect(finalOf(start(scheduler))).toEqual(finalOf(start(create())));
    });

    it('keeps given options apart from defaults, and both survive JSON', () => {
      const scheduler = create({ num_train_timesteps: 500 });
      expect(scheduler.givenConfig).toEqual({ num_train_timesteps: 500 });
      expect(scheduler.config.num_train_timesteps).toBe(500);
      const again = create(JSON.parse(JSON.stringify(scheduler.givenConfig)));
      expect(again.config).toEqual(scheduler.config);
      expect(finalOf(start(again))).toEqual(finalOf(start(scheduler)));
    });

    it('refuses options that it cannot follow, by name', () => {
      const scheduler = create();
      for (const steps of [0, -1, 1.5, Number.NaN])
        expect(() => start(scheduler, { steps })).toThrow(SchedulerOptionsError);
      expect(() => start(scheduler, { steps: 0 })).toThrow(/steps is 0/);
      expect(() => start(scheduler, { batchSize: 0 })).toThrow(/batch size/);
      expect(() => start(scheduler, { generator: [new TorchGenerator(1)] })).toThrow(/one per item/);
      expect(() => start(scheduler).beginAt(1000)).toThrow(SchedulerOptionsError);
      expect(() => create({ num_train_timesteps: 0 })).toThrow(SchedulerConfigError);
      expect(() => create({ num_train_timesteps: 'many' })).toThrow(/num_train_timesteps/);
      if (subject.limitsSteps === true) expect(() => start(scheduler, { steps: 1001 })).toThrow(/from 1 to 1000/);
      if (subject.predicts !== false) expect(() => create({ prediction_type: 'vibes' })).toThrow(/"epsilon"/);
    });
  });
}

/** A model that is a smooth function of the sample and of time. */
function model(sample: Float32Array, timestep: number): Float32Array {
  const share = Math.fround(Math.abs(timestep) / (Math.abs(timestep) + 1));
  return sample.map((value) => 0.9 * value * share + 0.01);
}

function firstSample(run: SchedulerRun): Float32Array {
  return new TorchGenerator(5).randn(LENGTH).map((value) => value * run.initNoiseSigma);
}

function* walk(run: SchedulerRun, first = firstSample(run)) {
  let sample = first;
  for (const timestep of run.timesteps) {
    const result = run.step(model(run.scaleModelInput(sample, timestep), timestep), timestep, sample);
    sample = result.previous;
    yield result;
  }
}

function finalOf(run: SchedulerRun, first?: Float32Array): Float32Array {
  let last = new Float32Array(0);
  for (const { previous } of walk(run, first)) last = previous.slice();
  return last;
}
