import { evenFlowSigmas } from './flow-match-euler-scheduler.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, integerOption, numberOption } from './scheduler-config.ts';
import type { SigmaSchedule } from './sigma-schedule.ts';
import { shiftFlowSigma } from './solver-schedule.ts';
import { float32Arithmetic } from './tensor-arithmetic.ts';
import { refuseOptions, requireSteps } from './timestep-spacing.ts';
import { repeatCalls, TwoCallRun } from './two-call-run.ts';

const options = {
  num_train_timesteps: integerOption(1000, 1),
  shift: numberOption(1),
} as const;

type FlowMatchHeunConfig = ConfigOf<typeof options>;

/**
 * Heun's method on a rectified flow: two model calls per step but for the last, with optional churn.
 *
 * Source: T. Karras et al., arXiv 2206.00364, algorithms 1 and 2; P. Esser et al., arXiv 2403.03206, for the flow.
 */
export const flowMatchHeunScheduler = defineScheduler({
  className: 'FlowMatchHeunDiscreteScheduler',
  order: 2,
  options,
  prepare: (config) => config,
  start: (config, runOptions) => new FlowMatchHeunRun(config, runOptions),
});

class FlowMatchHeunRun extends TwoCallRun {
  constructor(config: FlowMatchHeunConfig, runOptions: SchedulerRunOptions) {
    super(repeatCalls(computeSchedule(config, runOptions)), runOptions);
  }

  override scaleModelInput(sample: Float32Array, _timestep: number): Float32Array {
    return sample;
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const place = this.placeOf(timestep);
    const first = this.isSecondCall ? place - 1 : place;
    const churned = this.churned(sample, this.sigmas[first]!);
    const level = this.sigmas[place]!;
    const original = this.buffer('original', sample.length);
    const kept = { scale: 1, values: churned.sample, wide: true };
    this.arithmetic.weightedSum(original, kept, { scale: -level, values: modelOutput });
    const previous = this.outputBuffer(sample.length);
    const stride = this.sigmas[first + 1]! - churned.sigma;
    const slope = this.slopeAt(churned.sample, original, this.isSecondCall ? level : churned.sigma);
    const firstSlope = this.buffer('first-slope', sample.length);
    if (this.isSecondCall) {
      float32Arithmetic.scaledDifference(slope, firstSlope, { scale: -1, values: slope }, 2);
    } else {
      this.keepStart(churned.sample);
      firstSlope.set(slope);
    }
    const start = { scale: 1, values: this.start(sample.length), wide: true };
    this.arithmetic.weightedSum(previous, start, { scale: stride, values: slope, wide: true });
    this.advance();
    return { previous: this.arithmetic.round(previous), predictedOriginal: original };
  }

  override addNoise(original: Float32Array, noise: Float32Array, timestep: number, into?: Float32Array): Float32Array {
    const sigma = this.sigmas[this.noisePlaceOf(timestep)]!;
    const target = into ?? new Float32Array(original.length);
    return this.arithmetic.weightedSum(target, { scale: sigma, values: noise }, { scale: 1 - sigma, values: original });
  }
}

function computeSchedule(config: FlowMatchHeunConfig, runOptions: SchedulerRunOptions): SigmaSchedule {
  refuseOptions(runOptions, ['timesteps', 'sigmas'], 'this sampler computes its noise levels itself');
  const trainingSteps = config.num_train_timesteps;
  const steps = runOptions.steps ?? trainingSteps;
  requireSteps(steps);
  const levels = evenFlowSigmas(trainingSteps, config.shift, steps).map((sigma) =>
    Math.fround(shiftFlowSigma(sigma, config.shift)),
  );
  return {
    timesteps: levels.map((sigma) => Math.fround(sigma * trainingSteps)),
    sigmas: Float64Array.of(...levels, 0),
  };
}
