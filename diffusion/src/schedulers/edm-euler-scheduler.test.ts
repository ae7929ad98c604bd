import { expect, it } from 'vitest';
import { edmEulerScheduler } from './edm-euler-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';

describeScheduler({ definition: edmEulerScheduler, options: { churn: 2 } });

it('takes places on its ramp as sigmas, which at even distances are those of steps', () => {
  const scheduler = edmEulerScheduler.create({});
  expect(scheduler.start({ sigmas: [0, 0.25, 0.5, 0.75, 1] }).sigmas).toEqual(scheduler.start({ steps: 5 }).sigmas);
});

it.each([[[80, 20, 5]], [[0, 0.5, 0.4]], [[]], [[0, Number.NaN]]])('refuses %j as places on its ramp', (sigmas) => {
  const start = () => edmEulerScheduler.create({}).start({ sigmas });
  expect(start).toThrow(SchedulerOptionsError);
  expect(start).toThrow(/places on its ramp.* from 0 .* to 1/);
});
