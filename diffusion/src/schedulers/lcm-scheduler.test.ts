import { expect, it } from 'vitest';
import { lcmScheduler } from './lcm-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: lcmScheduler, limitsSteps: true });

it('takes own timesteps only in descending order, and not beside a number of steps', () => {
  const scheduler = lcmScheduler.create({});
  expect(Array.from(scheduler.start({ timesteps: [100, 87, 50, 1, 0] }).timesteps)).toEqual([100, 87, 50, 1, 0]);
  expect(() => scheduler.start({ timesteps: [100, 87, 50, 51, 0] })).toThrow(/descending/);
  expect(() => scheduler.start({ steps: 5, timesteps: [100, 87] })).toThrow(/only one of/);
  expect(() => scheduler.start({ steps: 51 })).toThrow(/50 at this strength/);
});
