import type { SchedulerRun } from './scheduler.ts';

/**
 * With Postcard, from a noise level of 20291: walks of a gain of 130 (Heun, 120 steps) to 540 (KDPM2Ancestral, 60 steps)
 * still gave pictures, those of 790 and 1610 (the same in 20 steps) noise alone. Below, it depends on the steps.
 */
const HIGHEST_GAIN = 600;
/** Usual schedules begin at 15 or at 160; with less, too few steps are to blame, which is for the caller to say. */
const HIGHEST_LEVEL = 1000;

/**
 * Why the walk of a run, from an index of its timesteps on, would end in noise whatever the model predicts; `undefined`
 * for all ordinary ones. Methods of order 2 can't begin at the noise levels of thousands that some cosine schedules have:
 * in the first, long step the smallest difference between the model's two predictions grows beyond the picture. diffusers
 * goes on and paints the noise.
 */
export function findSlopeProblem(run: SchedulerRun, fromIndex = 0): string | undefined {
  const level = Math.round(run.sigmas?.[fromIndex] ?? 0);
  const gain = run.slopeGain?.(fromIndex) ?? 0;
  if (level <= HIGHEST_LEVEL || gain <= HIGHEST_GAIN) return undefined;
  const times = Number.isFinite(gain) ? `${Math.round(gain)} times as large` : 'endless';
  return `it begins at a noise level of ${level} and goes down so far in one step that a small difference between its two looks at the picture becomes ${times}, which leaves noise`;
}
