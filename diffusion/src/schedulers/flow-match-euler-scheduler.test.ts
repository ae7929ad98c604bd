import { expect, it } from 'vitest';
import { flowMatchEulerScheduler } from './flow-match-euler-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: flowMatchEulerScheduler, predicts: false });

it('needs the exponent of its shift when that is dynamic', () => {
  const scheduler = flowMatchEulerScheduler.create({ use_dynamic_shifting: true });
  expect(() => scheduler.start({ steps: 4 })).toThrow(/needs mu/);
  expect(scheduler.start({ steps: 4, mu: 1 }).timesteps).toHaveLength(4);
});
