import { describe, expect, it } from 'vitest';
import { ddimScheduler } from './ddim-scheduler.ts';
import { dpmSolverMultistepScheduler } from './dpm-solver-multistep-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';
import { SchedulerConfigError, SchedulerOptionsError } from './scheduler-errors.ts';
import { uniPcScheduler } from './unipc-scheduler.ts';

describeScheduler({ definition: uniPcScheduler });

it('shifts flow levels as diffusers asserts', () => {
  const config = { sigma_min: 0.01, sigma_max: 200, use_flow_sigmas: true, use_karras_sigmas: true };
  const { timesteps } = uniPcScheduler.create(config).start({ steps: 5 });
  expect(Array.from(timesteps)).toEqual([995, 978, 877, 360, 9]);
});

describe('solver_p', () => {
  const sample = Float32Array.of(1, -1);
  const output = Float32Array.of(0.1, 0.2);

  it("takes another scheduler's steps where nothing is corrected", () => {
    const spacing = { timestep_spacing: 'trailing' };
    const ddim = ddimScheduler.create({ ...spacing, clip_sample: false });
    const corrected = uniPcScheduler.create({ ...spacing, solver_p: ddim, disable_corrector: [0, 1, 2, 3] });
    const [alone, inside] = [ddim.start({ steps: 4 }), corrected.start({ steps: 4 })];
    let [first, second] = [sample, sample];
    for (const timestep of alone.timesteps) {
      first = alone.step(output, timestep, first).previous.slice();
      second = inside.step(output, timestep, second).previous.slice();
      expect(second).toEqual(first);
    }
  });

  it('serves two runs at once', () => {
    const solver = ddimScheduler.create({ timestep_spacing: 'trailing' });
    const scheduler = uniPcScheduler.create({ timestep_spacing: 'trailing', solver_p: solver });
    const [first, second] = [scheduler.start({ steps: 4 }), scheduler.start({ steps: 4 })];
    const alone = first.step(output, first.timesteps[0]!, sample).previous.slice();
    expect(second.step(output, second.timesteps[0]!, sample).previous).toEqual(alone);
  });

  it('is refused where it is no scheduler, or goes other timesteps', () => {
    expect(() => uniPcScheduler.create({ solver_p: 'DDIMScheduler' })).toThrow(SchedulerConfigError);
    const leading = dpmSolverMultistepScheduler.create({ timestep_spacing: 'leading' });
    const scheduler = uniPcScheduler.create({ timestep_spacing: 'trailing', solver_p: leading });
    expect(() => scheduler.start({ steps: 4 })).toThrow(SchedulerOptionsError);
    expect(() => scheduler.start({ steps: 4 })).toThrow(
      /DPMSolverMultistepScheduler, goes to .* but UniPC to 999, 749/,
    );
  });
});

describe('own noise levels', () => {
  it('are for flow levels only, as in diffusers', () => {
    expect(() => uniPcScheduler.create({}).start({ sigmas: [1, 0.5] })).toThrow(SchedulerOptionsError);
    const { sigmas } = uniPcScheduler.create({ use_flow_sigmas: true }).start({ sigmas: [0.9, 0.5] });
    expect([...sigmas!]).toEqual([Math.fround(0.9), 0.5, 0]);
  });
});
