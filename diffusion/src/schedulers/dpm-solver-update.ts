import type { NoiseLevel } from './prediction.ts';
import { choiceOption } from './scheduler-config.ts';

/** The forms of DPM-Solver: in the noise or in the data (++), on the ODE or on the SDE. */
export type DpmAlgorithm = 'dpmsolver' | 'dpmsolver++' | 'sde-dpmsolver' | 'sde-dpmsolver++';

/** Whether an algorithm works on predictions of the clean sample, not of the noise. */
export function predictsData(algorithm: DpmAlgorithm): boolean {
  return algorithm === 'dpmsolver++' || algorithm === 'sde-dpmsolver++';
}

/** Whether an algorithm adds noise at every step. */
export function isStochastic(algorithm: DpmAlgorithm): boolean {
  return algorithm === 'sde-dpmsolver' || algorithm === 'sde-dpmsolver++';
}

/** The second-order rule. */
export type DpmSolverType = 'midpoint' | 'heun';

/** The option for the second-order rule; what other solvers call theirs stands for `midpoint`. */
export const dpmSolverTypeOption = choiceOption<DpmSolverType>('midpoint', ['midpoint', 'heun'], {
  logrho: 'midpoint',
  bh1: 'midpoint',
  bh2: 'midpoint',
});

/** A noise level with its half-log-SNR λ = ln(alpha/sigma); infinite where sigma is 0. */
export interface SolverLevel extends NoiseLevel {
  readonly lambda: number;
}

/** The level of a sigma in units of x / alpha (variance-preserving), or of a flow's own sigma. */
export function solverLevel(sigma: number, flow: boolean): SolverLevel {
  if (flow) return { alpha: 1 - sigma, sigma, lambda: Math.log(1 - sigma) - Math.log(sigma) };
  const alpha = 1 / Math.sqrt(sigma * sigma + 1);
  return { alpha, sigma: sigma * alpha, lambda: -Math.log(sigma) };
}

/** Weights of one update: x' = sample · x + d0 · D0 + d1 · D1 + d2 · D2 + noise · z. */
export interface DpmUpdate {
  readonly sample: number;
  readonly d0: number;
  /** For the second order; `d1Full` and `d2` for the Taylor form of the third order. */
  readonly d1: number;
  readonly d1Full: number;
  readonly d2: number;
  readonly noise: number;
}

/**
 * The weights of a DPM-Solver update between two levels, where D0 is the model's value, D1 and D2 its first and second
 * divided differences in λ times h and h².
 *
 * Source: C. Lu et al., "DPM-Solver", arXiv 2206.00927, and "DPM-Solver++", arXiv 2211.01095, §4 and appendix A; the
 * SDE forms are the latter's appendix B.
 */
export function computeDpmUpdate(
  algorithm: DpmAlgorithm,
  solverType: DpmSolverType,
  from: SolverLevel,
  to: SolverLevel,
): DpmUpdate {
  const h = to.lambda - from.lambda;
  const weights = taylorWeights(algorithm, h, from, to);
  return { ...weights, d1: solverType === 'midpoint' ? 0.5 * weights.d0 : weights.d1Full };
}

function taylorWeights(algorithm: DpmAlgorithm, h: number, from: SolverLevel, to: SolverLevel): Omit<DpmUpdate, 'd1'> {
  switch (algorithm) {
    case 'dpmsolver++': {
      const phi = Math.expm1(-h);
      return {
        sample: to.sigma / from.sigma,
        d0: -to.alpha * phi,
        d1Full: to.alpha * (phi / h + 1),
        d2: -to.alpha * ((phi + h) / (h * h) - 0.5),
        noise: 0,
      };
    }
    case 'dpmsolver': {
      const phi = Math.expm1(h);
      return {
        sample: to.alpha / from.alpha,
        d0: -to.sigma * phi,
        d1Full: -to.sigma * (phi / h - 1),
        d2: -to.sigma * ((phi - h) / (h * h) - 0.5),
        noise: 0,
      };
    }
    case 'sde-dpmsolver++': {
      const phi = -Math.expm1(-2 * h);
      return {
        sample: (to.sigma / from.sigma) * Math.exp(-h),
        d0: to.alpha * phi,
        d1Full: to.alpha * (phi / (-2 * h) + 1),
        d2: to.alpha * ((phi - 2 * h) / (2 * h) ** 2 - 0.5),
        noise: to.sigma * Math.sqrt(phi),
      };
    }
    case 'sde-dpmsolver': {
      const phi = Math.expm1(h);
      return {
        sample: to.alpha / from.alpha,
        d0: -2 * to.sigma * phi,
        d1Full: -2 * to.sigma * (phi / h - 1),
        d2: 0,
        noise: to.sigma * Math.sqrt(Math.expm1(2 * h)),
      };
    }
  }
}
