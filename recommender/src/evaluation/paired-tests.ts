import { regularizedIncompleteBeta } from '@starweave/numerics';
import { EvaluationError } from '../errors.ts';
import { computeSpread } from '../metrics/rating-errors.ts';

/** Whether two methods differ by more than chance. */
export interface PairedTest {
  /** t, or the smaller of the two rank sums. */
  readonly statistic: number;
  /** Two-sided, from 0 to 1: how often chance alone gives at least this difference. */
  readonly pValue: number;
  /** Pairs that went into it. */
  readonly pairCount: number;
}

/** Up to so many pairs, without ties, Wilcoxon's distribution is counted out; above, it is taken as normal. */
const LARGEST_EXACT = 50;

/**
 * Student's paired t test on the differences of two methods, such as squared errors row by row or nDCG person by person.
 *
 * t = d̄ / (s_d / √n), with n − 1 degrees of freedom. All differences alike: p is 1 when they are 0, else 0.
 *
 * @throws EvaluationError for different lengths or fewer than two pairs
 */
export function testPairedMeans(first: ArrayLike<number>, second: ArrayLike<number>): PairedTest {
  const differences = computeDifferences(first, second);
  const { mean, deviation } = computeSpread(differences);
  const pairCount = differences.length;
  if (deviation === 0) {
    return { statistic: mean === 0 ? 0 : Math.sign(mean) * Infinity, pValue: mean === 0 ? 1 : 0, pairCount };
  }
  const statistic = mean / (deviation / Math.sqrt(pairCount));
  const freedom = pairCount - 1;
  const pValue = regularizedIncompleteBeta(freedom / (freedom + statistic ** 2), freedom / 2, 0.5);
  return { statistic, pValue, pairCount };
}

/**
 * Wilcoxon's signed-rank test, which doesn't ask for normal differences. Zero differences are left out, ties share their
 * mean rank. Exact for up to 50 pairs without ties, else by the normal distribution with the correction for ties and none
 * for continuity, as SciPy does by default.
 *
 * @throws EvaluationError for different lengths or fewer than two pairs
 */
export function testSignedRanks(first: ArrayLike<number>, second: ArrayLike<number>): PairedTest {
  const all = computeDifferences(first, second);
  const differences = all.filter((difference) => difference !== 0);
  const pairCount = differences.length;
  if (pairCount === 0) return { statistic: 0, pValue: 1, pairCount };
  const { ranks, tieTerm } = rankMagnitudes(differences);
  const positive = differences.reduce((sum, difference, index) => sum + (difference > 0 ? ranks[index]! : 0), 0);
  const total = (pairCount * (pairCount + 1)) / 2;
  const statistic = Math.min(positive, total - positive);
  const isExact = pairCount <= LARGEST_EXACT && tieTerm === 0 && pairCount === all.length;
  if (isExact) return { statistic, pValue: countOutRankSums(statistic, pairCount), pairCount };
  const variance = (pairCount * (pairCount + 1) * (2 * pairCount + 1)) / 24 - tieTerm / 48;
  const z = (statistic - total / 2) / Math.sqrt(variance);
  return { statistic, pValue: Math.min(1, computeErrorFunctionComplement(Math.abs(z) / Math.SQRT2)), pairCount };
}

function computeDifferences(first: ArrayLike<number>, second: ArrayLike<number>): number[] {
  if (first.length !== second.length || first.length < 2) {
    throw new EvaluationError(
      `A paired test needs two lists of the same length, at least two; these have ${first.length} and ${second.length}.`,
    );
  }
  return Array.from({ length: first.length }, (_, index) => first[index]! - second[index]!);
}

/** Ranks from 1 by absolute value, the mean rank among ties, and Σ (t³ − t) over groups of t ties. */
function rankMagnitudes(values: readonly number[]): { ranks: Float64Array; tieTerm: number } {
  const magnitudes = values.map(Math.abs);
  const order = [...values.keys()].sort((a, b) => magnitudes[a]! - magnitudes[b]!);
  const ranks = new Float64Array(values.length);
  let tieTerm = 0;
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && magnitudes[order[end]!] === magnitudes[order[start]!]) end += 1;
    for (let place = start; place < end; place += 1) ranks[order[place]!] = (start + 1 + end) / 2;
    tieTerm += (end - start) ** 3 - (end - start);
    start = end;
  }
  return { ranks, tieTerm };
}

/** Twice the share of all sign patterns whose rank sum is at most `statistic`. */
function countOutRankSums(statistic: number, pairCount: number): number {
  const total = (pairCount * (pairCount + 1)) / 2;
  let shares = new Float64Array(total + 1);
  shares[0] = 1;
  for (let rank = 1; rank <= pairCount; rank += 1) {
    shares = shares.map((share, sum) => (share + (sum >= rank ? shares[sum - rank]! : 0)) / 2);
  }
  const below = shares.subarray(0, statistic + 1).reduce((sum, share) => sum + share, 0);
  return Math.min(1, 2 * below);
}

/** erfc(x) for x ≥ 0: the series of erf below 2.5, the continued fraction above; relative error below 1e-12. */
function computeErrorFunctionComplement(x: number): number {
  const scale = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x < 2.5) {
    let term = 2 * x;
    let sum = term;
    for (let n = 1; Math.abs(term) > 1e-17 * sum; n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - sum * scale;
  }
  let fraction = 0;
  for (let n = 120; n >= 1; n -= 1) fraction = n / 2 / (x + fraction);
  return scale / (x + fraction);
}
