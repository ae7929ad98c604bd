import { betaQuantile, interpolateTable, linspace, numpyLogFloat32, roundHalfToEven } from '@starweave/numerics';
import { type ConfigOf, flagOption } from './scheduler-config.ts';
import { SchedulerConfigError } from './scheduler-errors.ts';

/** The options that choose another spacing of noise levels; at most one may be on. */
export const sigmaSpacingOptions = {
  use_karras_sigmas: flagOption(false),
  use_exponential_sigmas: flagOption(false),
  use_beta_sigmas: flagOption(false),
} as const;

/** How the noise levels between the largest and the smallest are spaced; `timesteps`: as the timesteps say. */
export type SigmaSpacing = 'timesteps' | 'karras' | 'exponential' | 'beta';

/** Both ends of a range of noise levels. */
export interface SigmaRange {
  readonly largest: number;
  readonly smallest: number;
}

/** The spacing that a configuration asks for; throws `SchedulerConfigError` when it asks for two. */
export function chooseSigmaSpacing(config: ConfigOf<typeof sigmaSpacingOptions>): SigmaSpacing {
  const asked: SigmaSpacing[] = [];
  if (config.use_karras_sigmas) asked.push('karras');
  if (config.use_exponential_sigmas) asked.push('exponential');
  if (config.use_beta_sigmas) asked.push('beta');
  if (asked.length > 1) {
    throw new SchedulerConfigError(
      `Only one of use_karras_sigmas, use_exponential_sigmas and use_beta_sigmas can be on, but got ${asked.join(' and ')}.`,
    );
  }
  return asked[0] ?? 'timesteps';
}

/** `count` descending noise levels in a given spacing, in double precision. */
export function spaceSigmas(
  spacing: Exclude<SigmaSpacing, 'timesteps'>,
  range: SigmaRange,
  count: number,
): Float64Array {
  switch (spacing) {
    case 'karras':
      return computeKarrasSigmas(range, count);
    case 'exponential':
      return computeExponentialSigmas(range, count);
    case 'beta':
      return computeBetaSigmas(range, count);
  }
}

/** σ_i = (max^{1/ρ} + i/(n−1) (min^{1/ρ} − max^{1/ρ}))^ρ. Source: T. Karras et al., arXiv 2206.00364, equation 5. */
export function computeKarrasSigmas({ largest, smallest }: SigmaRange, count: number, rho = 7): Float64Array {
  return linspace(0, 1, count).map((share) => karrasLevelAt(share, { largest, smallest }, rho));
}

/** Karras' level at a place from 0, the largest, to 1, the smallest. */
export function karrasLevelAt(place: number, { largest, smallest }: SigmaRange, rho: number): number {
  const start = largest ** (1 / rho);
  const end = smallest ** (1 / rho);
  return (start + place * (end - start)) ** rho;
}

/** Noise levels evenly spaced in their logarithm, from the largest; a single one is the largest. */
export function computeExponentialSigmas({ largest, smallest }: SigmaRange, count: number): Float64Array {
  return linspace(Math.log(largest), Math.log(smallest), count).map(Math.exp);
}

/** Noise levels by the quantiles of Beta(0.6, 0.6). Source: T. Lee et al., "Beta Sampling is All You Need", 2407.12173. */
function computeBetaSigmas({ largest, smallest }: SigmaRange, count: number): Float64Array {
  return linspace(0, 1, count).map((share) => smallest + betaQuantile(1 - share, 0.6, 0.6) * (largest - smallest));
}

/** The training schedule's noise levels at given timesteps, linearly interpolated. */
export function interpolateSigmas(timesteps: Float64Array, trainingSigmas: Float32Array): Float64Array {
  return timesteps.map((timestep) => interpolateTable(timestep, trainingSigmas));
}

/** ln σ of every training step, float32, as NumPy computes it. */
export function computeLogSigmas(trainingSigmas: Float32Array): Float32Array {
  return trainingSigmas.map(numpyLogFloat32);
}

/** The timestep, between 0 and T − 1, at which the training schedule has a noise level; linear in ln σ. */
function sigmaToTimestep(sigma: number, logSigmas: Float32Array): number {
  const logSigma = Math.log(Math.max(sigma, 1e-10));
  const below = Math.min(lastReached(logSigma, logSigmas), logSigmas.length - 2);
  const low = logSigmas[below]!;
  const span = Math.fround(low - logSigmas[below + 1]!);
  const share = Math.min(Math.max((low - logSigma) / span, 0), 1);
  return (1 - share) * below + share * (below + 1);
}

/** As `sigmaToTimestep`, in float32: where diffusers computes with tensors, near the ends of the table. */
export function sigmaToTimestepFloat32(sigma: number, logSigmas: Float32Array): number {
  const f32 = Math.fround;
  const logSigma = numpyLogFloat32(Math.max(sigma, f32(1e-10)));
  const below = Math.min(lastReached(logSigma, logSigmas), logSigmas.length - 2);
  const low = logSigmas[below]!;
  const share = Math.min(Math.max(f32(f32(low - logSigma) / f32(low - logSigmas[below + 1]!)), 0), 1);
  return f32(f32(f32(1 - share) * below) + f32(share * (below + 1)));
}

/** The last index whose logarithm a noise level has reached, 0 when none. */
function lastReached(logSigma: number, logSigmas: Float32Array): number {
  let reached = 0;
  for (let index = 0; index < logSigmas.length; index += 1) if (logSigma >= logSigmas[index]!) reached = index;
  return reached;
}

/** The timesteps of noise levels; `rounded` to integers, halves to even. */
export function sigmasToTimesteps(sigmas: Float64Array, logSigmas: Float32Array, rounded: boolean): Float64Array {
  return sigmas.map((sigma) => {
    const timestep = sigmaToTimestep(sigma, logSigmas);
    return rounded ? roundHalfToEven(timestep) : timestep;
  });
}

/** Noise levels with a last one appended, each rounded to float32. */
export function withFinalSigma(sigmas: Float64Array, finalSigma: number): Float64Array {
  return Float64Array.of(...sigmas, finalSigma).map(Math.fround);
}
