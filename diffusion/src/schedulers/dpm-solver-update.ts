import { torchSquareRoot } from '@starweave/numerics';
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

const f32 = Math.fround;
const f32Exp = (value: number): number => f32(Math.exp(value));

/** A level of given parts, with its λ in float32, as torch's scalars have it. */
export function levelOf(alpha: number, sigma: number): SolverLevel {
  return { alpha, sigma, lambda: f32(f32(Math.log(alpha)) - f32(Math.log(sigma))) };
}

/** The level of a sigma in units of x / alpha (variance-preserving), or of a flow's own sigma; float32. */
export function solverLevel(sigma: number, flow: boolean): SolverLevel {
  if (flow) return levelOf(f32(1 - sigma), sigma);
  const alpha = f32(1 / torchSquareRoot(f32(f32(sigma * sigma) + 1)));
  return levelOf(alpha, f32(sigma * alpha));
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
  const h = f32(to.lambda - from.lambda);
  const weights = taylorWeights(algorithm, h, from, to);
  return { ...weights, d1: solverType === 'midpoint' ? 0.5 * weights.d0 : weights.d1Full };
}

/*
 * In float32, with torch's order of roundings: where sigma is far above or below 1, terms nearly cancel, and the
 * roundings show in the result.
 */
function taylorWeights(algorithm: DpmAlgorithm, h: number, from: SolverLevel, to: SolverLevel): Omit<DpmUpdate, 'd1'> {
  const square = f32(h * h);
  switch (algorithm) {
    case 'dpmsolver++': {
      const phi = f32(f32Exp(-h) - 1);
      return {
        sample: f32(to.sigma / from.sigma),
        d0: -f32(to.alpha * phi),
        d1Full: f32(to.alpha * f32(f32(phi / h) + 1)),
        d2: -f32(to.alpha * f32(f32(f32(phi + h) / square) - 0.5)),
        noise: 0,
      };
    }
    case 'dpmsolver': {
      const phi = f32(f32Exp(h) - 1);
      return {
        sample: f32(to.alpha / from.alpha),
        d0: -f32(to.sigma * phi),
        d1Full: -f32(to.sigma * f32(f32(phi / h) - 1)),
        d2: -f32(to.sigma * f32(f32(f32(phi - h) / square) - 0.5)),
        noise: 0,
      };
    }
    case 'sde-dpmsolver++': {
      const phi = f32(1 - f32Exp(-2 * h));
      return {
        sample: f32(f32(to.sigma / from.sigma) * f32Exp(-h)),
        d0: f32(to.alpha * phi),
        d1Full: f32(to.alpha * f32(f32(phi / (-2 * h)) + 1)),
        d2: f32(to.alpha * f32(f32(f32(phi - 2 * h) / (4 * square)) - 0.5)),
        noise: f32(to.sigma * torchSquareRoot(phi)),
      };
    }
    case 'sde-dpmsolver': {
      const phi = f32(f32Exp(h) - 1);
      return {
        sample: f32(to.alpha / from.alpha),
        d0: -2 * f32(to.sigma * phi),
        d1Full: -2 * f32(to.sigma * f32(f32(phi / h) - 1)),
        d2: 0,
        noise: f32(to.sigma * torchSquareRoot(f32(f32Exp(2 * h) - 1))),
      };
    }
  }
}
