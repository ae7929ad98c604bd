import { expect, it } from 'vitest';
import { describeScheduler } from './scheduler.suite.ts';
import { tcdScheduler } from './tcd-scheduler.ts';

describeScheduler({ definition: tcdScheduler, limitsSteps: true });

it('refuses an eta outside of 0 to 1', () => {
  expect(() => tcdScheduler.create({}).start({ steps: 4, eta: 1.5 })).toThrow(/0 \(deterministic\) to 1/);
});
