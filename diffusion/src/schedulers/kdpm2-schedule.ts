import { betaOptions, computeAlphasCumprod, computeTrainingSigmas } from './noise-schedule.ts';
import type { SchedulerRunOptions } from './scheduler.ts';
import { type ConfigOf, choiceOption } from './scheduler-config.ts';
import { computeSigmaSchedule, createSigmaTables, type SigmaSchedule, type SigmaTables } from './sigma-schedule.ts';
import { chooseSigmaSpacing, sigmaSpacingOptions, sigmaToTimestepFloat32 } from './sigma-spacing.ts';
import { spacingOptions } from './timestep-spacing.ts';

/** The options of the KDPM2 samplers. */
export const kdpm2Options = {
  ...betaOptions({ start: 0.00085, end: 0.012 }),
  ...spacingOptions('linspace'),
  ...sigmaSpacingOptions,
  prediction_type: choiceOption('epsilon', ['epsilon', 'v_prediction']),
} as const;

export interface Kdpm2Tables extends SigmaTables {
  readonly config: ConfigOf<typeof kdpm2Options>;
}

/** A walk with a middle level inside every step. */
export interface Kdpm2Schedule extends SigmaSchedule {
  /** Noise levels between the steps, the final 0 included. */
  readonly levels: Float64Array;
  /** Noise level in the middle of each step; 0 in the last one. */
  readonly middles: Float64Array;
}

/** Tables of the KDPM2 samplers. */
export function prepareKdpm2(config: ConfigOf<typeof kdpm2Options>): Kdpm2Tables {
  const spacing = chooseSigmaSpacing(config);
  const trainingSigmas = computeTrainingSigmas(computeAlphasCumprod(config));
  const tables = createSigmaTables(trainingSigmas, { spacing, finalSigma: 0, roundsTimesteps: spacing === 'karras' });
  return { ...tables, config };
}

/**
 * The walk of a KDPM2 sampler: timesteps [t0, t(m0), t1, t(m1), …], where m_i is the middle of step i, in the
 * logarithm, between its level and `lowerEnd` of it.
 */
export function computeKdpm2Schedule(
  tables: Kdpm2Tables,
  runOptions: SchedulerRunOptions,
  lowerEnd: (sigma: number, nextSigma: number) => number,
): Kdpm2Schedule {
  const { timesteps, sigmas: levels } = computeSigmaSchedule(tables, tables.config, runOptions);
  const middles = timesteps.map((_, step) => {
    const lower = step === timesteps.length - 1 ? 0 : lowerEnd(levels[step]!, levels[step + 1]!);
    return lower === 0 ? 0 : geometricMean(levels[step]!, lower);
  });
  const walk = Float64Array.from({ length: 2 * timesteps.length - 1 }, (_, place) => {
    const step = place >> 1;
    return place % 2 === 0 ? timesteps[step]! : sigmaToTimestepFloat32(middles[step]!, tables.logSigmas);
  });
  const repeated = Float64Array.from({ length: 2 * levels.length }, (_, index) => levels[(index + 1) >> 1] ?? 0);
  return { timesteps: walk, sigmas: repeated, levels, middles };
}

/** The middle in the logarithm, in float32 with torch's order of roundings (`log().lerp(…, 0.5).exp()`). */
function geometricMean(higher: number, lower: number): number {
  const f32 = Math.fround;
  const start = f32(Math.log(higher));
  const end = f32(Math.log(lower));
  return f32(Math.exp(f32(end - f32(f32(end - start) * 0.5))));
}
