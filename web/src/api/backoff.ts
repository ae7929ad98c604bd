export interface BackoffOptions {
  readonly firstMs: number;
  readonly longestMs: number;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
}

/**
 * How long to wait before attempt `attempt` (from 1): doubling from `firstMs` up to `longestMs`, of which the
 * upper half is random, so that many browsers don't come back in the same moment.
 */
export function computeBackoffMs(attempt: number, { firstMs, longestMs, random }: BackoffOptions): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return Math.round(fullMs * (0.5 + 0.5 * random()));
}
