import { expect, it } from 'vitest';
import { ddimScheduler } from './ddim-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: ddimScheduler, options: { eta: 0.5 }, limitsSteps: true });

it('computes the variances of the paper between two training steps', () => {
  // diffusers' own test asserts these.
  const run = ddimScheduler.create({}).start({ steps: 10 });
  expect(run.variance?.(0, 0)).toBeCloseTo(0, 5);
  expect(run.variance?.(420, 400)).toBeCloseTo(0.14771, 4);
  expect(run.variance?.(487, 486)).toBeCloseTo(0.00979, 5);
});

it('needs a generator only when it draws noise', () => {
  const sample = new Float32Array(16).fill(0.5);
  const step = (eta: number) => ddimScheduler.create({}).start({ steps: 4, eta }).step(sample, 750, sample);
  expect(step(0).previous).toHaveLength(16);
  expect(() => step(1)).toThrow(/no generator/);
});
