/** How the weight of genres is shared out; shares add up to 1. */
export type GenreShares = ReadonlyMap<string, number>;

/** Share of the history's genres that is mixed into the list's, so that no genre of the history has share 0 (Steck 2018). */
const SMOOTHING = 0.01;

/** The genres of items, each item's weight shared equally among its genres; items without genres count for nothing. */
export function computeGenreShares(
  items: Iterable<{ readonly genres: readonly string[]; readonly weight: number }>,
): GenreShares {
  const sums = new Map<string, number>();
  let total = 0;
  for (const { genres, weight } of items) {
    if (genres.length === 0) continue;
    total += weight;
    for (const genre of genres) sums.set(genre, (sums.get(genre) ?? 0) + weight / genres.length);
  }
  return total === 0 ? new Map() : new Map([...sums].map(([genre, sum]) => [genre, sum / total]));
}

/**
 * Miscalibration: the Kullback-Leibler divergence Σ p log₂(p / q̃) of a list's genres q from the history's p, in bits, with
 * q̃ = 0.99 q + 0.01 p. 0 is perfectly calibrated. Source: Steck, "Calibrated recommendations", RecSys 2018.
 */
export function computeMiscalibration(history: GenreShares, list: GenreShares): number {
  let divergence = 0;
  for (const [genre, share] of history) {
    if (share === 0) continue;
    const smoothed = (1 - SMOOTHING) * (list.get(genre) ?? 0) + SMOOTHING * share;
    divergence += share * Math.log2(share / smoothed);
  }
  return Math.max(0, divergence);
}
