import { TorchGenerator } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { saSolverScheduler } from './sa-solver-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';
import { SchedulerConfigError, SchedulerOptionsError } from './scheduler-errors.ts';

describeScheduler({ definition: saSolverScheduler });

describe('tau_func', () => {
  const step = (tau: unknown, seed: number): Float32Array => {
    const run = saSolverScheduler.create({ tau_func: tau }).start({ steps: 10, generator: new TorchGenerator(seed) });
    return run.step(Float32Array.of(0.1, 0.2), run.timesteps[0]!, Float32Array.of(1, -1)).previous.slice();
  };

  it('decides how much noise a step has', () => {
    expect(step(() => 0, 1)).toEqual(step(() => 0, 2));
    expect(step(() => 1, 1)).not.toEqual(step(() => 1, 2));
  });

  it.each([Number.NaN, -0.1, Number.POSITIVE_INFINITY, undefined])('is refused where it gives %d', (tau) => {
    expect(() => step(() => tau, 1)).toThrow(SchedulerOptionsError);
    expect(() => step(() => tau, 1)).toThrow(/tau_func gave .* for timestep 999/);
  });

  it('is refused where it is no function', () => {
    expect(() => saSolverScheduler.create({ tau_func: 1 })).toThrow(SchedulerConfigError);
  });
});
