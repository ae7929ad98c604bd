import { expect, it } from 'vitest';
import { pndmScheduler } from './pndm-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: pndmScheduler, limitsSteps: true, order: 'mixed' });

it('needs a number of steps, and four of them for its Runge-Kutta start', () => {
  const scheduler = pndmScheduler.create({});
  expect(() => scheduler.start()).toThrow(/number of steps/);
  expect(() => scheduler.start({ steps: 3 })).toThrow(/4 steps or more/);
  expect(pndmScheduler.create({ skip_prk_steps: true }).start({ steps: 1 }).timesteps).toHaveLength(1);
});
