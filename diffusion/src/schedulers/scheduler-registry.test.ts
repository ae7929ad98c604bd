import { describe, expect, it } from 'vitest';
import { SchedulerConfigError, UnknownSchedulerError } from './scheduler-errors.ts';
import { createScheduler, schedulerDefinitions, switchScheduler } from './scheduler-registry.ts';

describe('createScheduler', () => {
  it('chooses the class by name', () => {
    expect(createScheduler({ _class_name: 'EulerDiscreteScheduler' }).className).toBe('EulerDiscreteScheduler');
  });

  it('names the known classes when it does not know one', () => {
    const create = () => createScheduler({ _class_name: 'WishfulScheduler' });
    expect(create).toThrow(UnknownSchedulerError);
    expect(create).toThrow(/DDIMScheduler.*UniPCMultistepScheduler/);
  });

  it('asks for a class name', () => {
    expect(() => createScheduler({ beta_start: 0.1 })).toThrow(SchedulerConfigError);
  });

  it('has every class once', () => {
    const names = schedulerDefinitions.map(({ className }) => className);
    expect(new Set(names).size).toBe(names.length);
  });
});

// The rules of diffusers' from_config.
describe('switchScheduler', () => {
  it('leaves a default of the old class behind', () => {
    const pndm = createScheduler({ _class_name: 'PNDMScheduler' });
    expect(pndm.config.timestep_spacing).toBe('leading');
    expect(switchScheduler(pndm, 'EulerDiscreteScheduler').config.timestep_spacing).toBe('linspace');
  });

  it('carries what was given through every switch', () => {
    const pndm = createScheduler({ _class_name: 'PNDMScheduler', timestep_spacing: 'trailing' });
    const ddim = switchScheduler(switchScheduler(pndm, 'EulerDiscreteScheduler'), 'DDIMScheduler');
    expect(ddim.config.timestep_spacing).toBe('trailing');
  });

  it('lets overrides win', () => {
    const pndm = createScheduler({ _class_name: 'PNDMScheduler', timestep_spacing: 'trailing' });
    const euler = switchScheduler(pndm, 'EulerDiscreteScheduler', { timestep_spacing: 'leading' });
    expect(euler.config.timestep_spacing).toBe('leading');
  });

  it('translates the names of solvers between their families', () => {
    const unipc = createScheduler({ _class_name: 'UniPCMultistepScheduler', solver_type: 'bh1' });
    const deis = switchScheduler(unipc, 'DEISMultistepScheduler');
    expect(deis.config.solver_type).toBe('logrho');
    expect(switchScheduler(deis, 'UniPCMultistepScheduler').config.solver_type).toBe('bh1');
    const dpm = switchScheduler(deis, 'DPMSolverMultistepScheduler', { algorithm_type: 'deis' });
    expect(dpm.config).toMatchObject({ solver_type: 'midpoint', algorithm_type: 'dpmsolver++' });
  });
});
