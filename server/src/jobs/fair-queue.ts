import type { ResolvedImageRequest } from './job-record.ts';

/** What one picture of Postcard at its usual steps costs; the unit of the virtual clock. */
const unitStepPixels = 20 * 256 * 256;
const lowestPriority = -(2 ** 31);

/** How much of a worker a job takes, in whole pictures of the usual kind, 1 or more. */
export function computeJobCost(request: Pick<ResolvedImageRequest, 'count' | 'steps' | 'width' | 'height'>): number {
  const stepPixels = request.count * request.steps * request.width * request.height;
  return Math.max(request.count, Math.round(stepPixels / unitStepPixels));
}

export interface VirtualSpan {
  /** Where the job begins on the queue's virtual clock; the job with the smallest start is taken first. */
  readonly start: number;
  /** Where its owner's next job can begin. */
  readonly finish: number;
}

/**
 * Start-time fair queueing (Goyal, Vin, Cheng 1996): start = max(clock, owner's last finish), finish = start + cost.
 *
 * The clock is the start of the job that was taken last. One person's batch spreads out behind the clock, so that
 * somebody else's single job starts after at most one more job of the batch.
 */
export function computeVirtualSpan(virtualTime: number, ownerFinish: number, cost: number): VirtualSpan {
  const start = Math.max(virtualTime, ownerFinish);
  return { start, finish: start + cost };
}

/** Where a job begins that nobody waits for: behind all others. It takes nobody's turn and moves no clock. */
export const backgroundStart = Number.POSITIVE_INFINITY;

/** The queue takes the greatest priority first, then the oldest entry. */
export function computePriority(virtualStart: number): number {
  return Math.max(lowestPriority, -Math.floor(virtualStart));
}
