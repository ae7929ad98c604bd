import { cumulativeProductFloat32, linspaceFloat32, torchSquareRoot } from '@starweave/numerics';
import {
  type ConfigOf,
  choiceOption,
  flagOption,
  integerOption,
  numberOption,
  optionalNumberListOption,
} from './scheduler-config.ts';

/*
 * The noise schedule of training. Everything is float32 with torch's order of roundings, because the asserted sums of
 * the reference records don't hold with a schedule in double precision.
 */

/** Shapes of the noise schedule that most classes have. */
export const COMMON_BETA_SCHEDULES = ['linear', 'scaled_linear', 'squaredcos_cap_v2'] as const;
/** All shapes. */
const ALL_BETA_SCHEDULES = [...COMMON_BETA_SCHEDULES, 'exp', 'laplace', 'sigmoid'] as const;
export type BetaSchedule = (typeof ALL_BETA_SCHEDULES)[number];

interface BetaDefaults {
  readonly start: number;
  readonly end: number;
  readonly schedule: BetaSchedule;
  readonly allowed: readonly BetaSchedule[];
}

/** The options of the noise schedule, with a class's defaults. */
export function betaOptions(defaults: Partial<BetaDefaults> = {}) {
  const { start = 0.0001, end = 0.02, schedule = 'linear', allowed = COMMON_BETA_SCHEDULES } = defaults;
  return {
    num_train_timesteps: integerOption(1000, 1),
    beta_start: numberOption(start),
    beta_end: numberOption(end),
    beta_schedule: choiceOption<BetaSchedule>(schedule, allowed),
    trained_betas: optionalNumberListOption(),
  } as const;
}

/** The option that rescales the schedule to a signal of exactly zero at the last training step. */
export const zeroSnrOptions = { rescale_betas_zero_snr: flagOption(false) } as const;

export type BetaConfig = ConfigOf<ReturnType<typeof betaOptions>>;

/** Running products ᾱ_t = Π(1 − β_i) of one training schedule, float32, one per training step. */
export function computeAlphasCumprod(config: BetaConfig, options: { rescaleToZeroSnr?: boolean } = {}): Float32Array {
  const betas = computeBetas(config);
  return productsOf(options.rescaleToZeroSnr === true ? rescaleBetasToZeroSnr(betas) : betas);
}

/** Noise levels σ_t = √((1 − ᾱ_t) / ᾱ_t) of every training step, float32, ascending. */
export function computeTrainingSigmas(alphasCumprod: Float32Array): Float32Array {
  return alphasCumprod.map((alpha) => torchSquareRoot(Math.fround(Math.fround(1 - alpha) / alpha)));
}

/**
 * The running products for samplers that count in noise levels: with a rescaled schedule the last one is 2^-24 in
 * place of 0, so that the largest sigma is finite (4096).
 */
export function computeFiniteSigmaAlphas(config: BetaConfig, rescaleToZeroSnr: boolean): Float32Array {
  const alphasCumprod = computeAlphasCumprod(config, { rescaleToZeroSnr });
  if (rescaleToZeroSnr) alphasCumprod[alphasCumprod.length - 1] = 2 ** -24;
  return alphasCumprod;
}

function productsOf(betas: Float32Array): Float32Array {
  return cumulativeProductFloat32(betas.map((beta) => 1 - beta));
}

/** Noise variances β_t of every training step, float32. */
function computeBetas(config: BetaConfig): Float32Array {
  if (config.trained_betas !== null) return Float32Array.from(config.trained_betas);
  const { beta_start: start, beta_end: end, num_train_timesteps: count } = config;
  switch (config.beta_schedule) {
    case 'linear':
      return linspaceFloat32(start, end, count);
    case 'scaled_linear':
      return linspaceFloat32(Math.sqrt(start), Math.sqrt(end), count).map((root) => root * root);
    case 'squaredcos_cap_v2':
      return betasOfSignal(count, (time) => Math.cos((((time + 0.008) / 1.008) * Math.PI) / 2) ** 2);
    case 'exp':
      return betasOfSignal(count, (time) => Math.exp(-12 * time));
    case 'laplace':
      return betasOfSignal(count, laplaceSignal);
    case 'sigmoid':
      return linspaceFloat32(-6, 6, count).map(
        (x) => Math.fround(Math.fround(1 / (1 + Math.exp(-x))) * Math.fround(end - start)) + start,
      );
  }
}

/** Betas from a signal function ᾱ(t) on [0, 1], none above 0.999. Source: A. Nichol, P. Dhariwal, arXiv 2102.09672. */
function betasOfSignal(count: number, signal: (time: number) => number): Float32Array {
  return new Float32Array(count).map((_, index) =>
    Math.min(1 - signal((index + 1) / count) / signal(index / count), 0.999),
  );
}

function laplaceSignal(time: number): number {
  const sign = time > 0.5 ? -1 : 1;
  const logSnr = -0.5 * sign * Math.log(1 - 2 * Math.abs(0.5 - time) + 1e-6);
  const snr = Math.exp(logSnr);
  return Math.sqrt(snr / (1 + snr));
}

/** Betas with a signal of zero at the last step. Source: S. Lin et al., arXiv 2305.08891, algorithm 1. */
function rescaleBetasToZeroSnr(betas: Float32Array): Float32Array {
  const roots = productsOf(betas).map(torchSquareRoot);
  const first = roots[0]!;
  const last = roots[roots.length - 1]!;
  const scale = Math.fround(first / Math.fround(first - last));
  const products = roots.map((root) => {
    const shifted = Math.fround(Math.fround(root - last) * scale);
    return shifted * shifted;
  });
  return products.map((product, index) => {
    const alpha = index === 0 ? product : Math.fround(product / products[index - 1]!);
    return 1 - alpha;
  });
}
