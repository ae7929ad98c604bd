import { expect, it } from 'vitest';
import { heunScheduler } from './heun-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: heunScheduler });

it('begins at the first of its two model calls', () => {
  const run = heunScheduler.create({}).start({ steps: 5 });
  expect(() => run.beginAt(3)).toThrow(/times 2/);
  run.beginAt(4);
  expect(run.step(new Float32Array(4), run.timesteps[4]!, new Float32Array(4)).previous).toHaveLength(4);
});
