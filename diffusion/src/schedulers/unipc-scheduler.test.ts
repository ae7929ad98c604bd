import { expect, it } from 'vitest';
import { describeScheduler } from './scheduler.suite.ts';
import { uniPcScheduler } from './unipc-scheduler.ts';

describeScheduler({ definition: uniPcScheduler });

it('shifts flow levels as diffusers asserts', () => {
  const config = { sigma_min: 0.01, sigma_max: 200, use_flow_sigmas: true, use_karras_sigmas: true };
  const { timesteps } = uniPcScheduler.create(config).start({ steps: 5 });
  expect(Array.from(timesteps)).toEqual([995, 978, 877, 360, 9]);
});
