import { expect, it } from 'vitest';
import { dpmSolverMultistepScheduler } from './dpm-solver-multistep-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: dpmSolverMultistepScheduler });

it('steps over repeated noise levels without dividing by zero', () => {
  // The last Karras level is the final one again; diffusers gives NaN here.
  const scheduler = dpmSolverMultistepScheduler.create({
    use_karras_sigmas: true,
    final_sigmas_type: 'sigma_min',
    solver_type: 'heun',
    lower_order_final: false,
  });
  const run = scheduler.start({ steps: 5 });
  let sample = new Float32Array(16).fill(0.5);
  for (const timestep of run.timesteps) sample = run.step(sample.slice(), timestep, sample).previous.slice();
  expect(sample.every(Number.isFinite)).toBe(true);
});

it.each([
  [{ algorithm_type: 'dpmsolver' }, /sigma_min/],
  [{ algorithm_type: 'sde-dpmsolver', final_sigmas_type: 'sigma_min', solver_order: 3 }, /orders 1 to 2/],
  [{ solver_order: 4 }, /orders 1 to 3/],
  [{ use_karras_sigmas: true, use_beta_sigmas: true }, /Only one of/],
])('refuses %j', (config, message) => {
  expect(() => dpmSolverMultistepScheduler.create(config)).toThrow(message);
});

it('is over after its last timestep', () => {
  const run = dpmSolverMultistepScheduler.create({}).start({ steps: 1 });
  const sample = new Float32Array(4).fill(1);
  run.step(sample, run.timesteps[0]!, sample);
  expect(() => run.step(sample, run.timesteps[0]!, sample)).toThrow(/over/);
});
