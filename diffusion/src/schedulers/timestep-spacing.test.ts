import { describe, expect, it } from 'vitest';
import { SchedulerOptionsError } from './scheduler-errors.ts';
import { computeIntegerTimesteps, computeSolverTimesteps } from './timestep-spacing.ts';

const config = { timestep_spacing: 'leading', steps_offset: 1, num_train_timesteps: 1000 } as const;

describe('more steps than leading spacing has room for', () => {
  it('are refused with what is allowed, by methods that look noise levels up', () => {
    expect(() => computeIntegerTimesteps(config, 1000)).toThrow(SchedulerOptionsError);
    expect(() => computeIntegerTimesteps(config, 1000)).toThrow('Take 999 steps or fewer');
    expect(computeIntegerTimesteps(config, 999)[0]).toBe(999);
    expect(computeIntegerTimesteps({ ...config, steps_offset: 0 }, 1000)[0]).toBe(999);
    // floor(1000 / 500) = 2: an offset of 2 begins at 499 · 2 + 2 = 1000; 499 steps begin at 498 · 2 + 2 = 998.
    expect(() => computeIntegerTimesteps({ ...config, steps_offset: 2 }, 500)).toThrow('Take 499 steps or fewer');
  });

  it('are refused by the multistep solvers', () => {
    expect(() => computeSolverTimesteps(config, 1000, 1000)).toThrow('Take 999 steps or fewer');
    expect(new Set(computeSolverTimesteps(config, 999, 1000)).size).toBe(999);
  });
});
