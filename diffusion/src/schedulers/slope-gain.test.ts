import { describe, expect, it } from 'vitest';
import { createScheduler } from './scheduler-registry.ts';
import { findSlopeProblem } from './slope-gain.ts';

/** Cosine betas, whose last noise level is 20291. */
const cosine = { beta_schedule: 'squaredcos_cap_v2', timestep_spacing: 'trailing' };
const usual = { beta_schedule: 'scaled_linear' };
const start = (className: string, config: object, steps = 20) =>
  createScheduler({ _class_name: className, ...config }).start({ steps });

describe('the gain of second slopes', () => {
  it.each([cosine, usual])("is what Heun's steps make of a change of the predicted picture, at most (%j)", (config) => {
    const steps = 20;
    const create = () => start('HeunDiscreteScheduler', { ...config, prediction_type: 'sample' }, steps);
    /** The sample after a step's second call, which predicts `change`; all other calls predict 0. */
    const walk = (step: number, change: number): number => {
      const run = create();
      let sample = Float32Array.of(1);
      for (let call = 0; call <= 2 * step + 1; call += 1) {
        const prediction = Float32Array.of(call === 2 * step + 1 ? change : 0);
        sample = run.step(prediction, run.timesteps[call]!, sample).previous.slice();
      }
      return sample[0]!;
    };
    // The last step has no second call.
    const gains = Array.from({ length: steps - 1 }, (_, step) => walk(step, 1) - walk(step, 0));
    expect(Math.max(...gains) / create().slopeGain!()).toBeCloseTo(1, 4);
    expect(Math.max(...gains.slice(5)) / create().slopeGain!(10)).toBeCloseTo(1, 4);
  });

  it('is (σ0 − σ1) / √(σ0 σ1) for KDPM2, whose middle is the geometric one', () => {
    const run = start('KDPM2DiscreteScheduler', cosine);
    const [from, to] = [run.sigmas![0]!, run.sigmas![1]!];
    expect(run.slopeGain!() / ((from - to) / Math.sqrt(from * to))).toBeCloseTo(1, 4);
    expect(run.slopeGain!(2)).toBeLessThan(run.slopeGain!());
  });
});

describe('findSlopeProblem', () => {
  it.each(['HeunDiscreteScheduler', 'KDPM2AncestralDiscreteScheduler'])('finds that %s ends in noise', (className) => {
    const run = start(className, cosine);
    expect(findSlopeProblem(run)).toMatch(/noise level of 20291/);
    // Out of a picture the walk begins lower.
    expect(findSlopeProblem(run, 10)).toBeUndefined();
  });

  it.each([
    ['HeunDiscreteScheduler', usual],
    ['KDPM2AncestralDiscreteScheduler', usual],
    ['KDPM2DiscreteScheduler', cosine],
    ['HeunDiscreteScheduler', { ...cosine, use_karras_sigmas: true }],
    ['DPMSolverMultistepScheduler', cosine],
    ['FlowMatchHeunDiscreteScheduler', {}],
  ])('lets %s go its way with %j', (className, config) => {
    for (const steps of [1, 10, 20, 100]) expect(findSlopeProblem(start(className, config, steps))).toBeUndefined();
  });
});
