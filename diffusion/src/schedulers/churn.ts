import { torchSquareRoot } from '@starweave/numerics';
import type { SchedulerRunOptions } from './scheduler.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';

const f32 = Math.fround;

/** How much a step's noise level is raised by churn, and the noise that goes with it. */
export interface Churn {
  /** The raised level σ̂ = σ (1 + γ). */
  readonly sigma: number;
  /** Scale of standard-normal noise that raises the sample to it. */
  readonly deviation: number;
}

/**
 * The churn of a step, or `undefined` for none: γ = min(churn / steps, √2 − 1) within [churnMin, churnMax].
 * `levels` counts the walk's noise levels, the final one included. Source: T. Karras et al., 2206.00364, algorithm 2.
 */
export function computeChurn(options: SchedulerRunOptions, sigma: number, levels: number): Churn | undefined {
  const { churn = 0, churnMin = 0, churnMax = Number.POSITIVE_INFINITY, noiseScale = 1 } = options;
  if (!(churn >= 0)) throw new SchedulerOptionsError(`churn is ${churn}, but must be 0 or more.`);
  if (churn === 0 || sigma < churnMin || sigma > churnMax) return undefined;
  const raised = f32(sigma * f32(1 + Math.min(churn / (levels - 1), Math.SQRT2 - 1)));
  return { sigma: raised, deviation: noiseScale * torchSquareRoot(f32(f32(raised * raised) - f32(sigma * sigma))) };
}
