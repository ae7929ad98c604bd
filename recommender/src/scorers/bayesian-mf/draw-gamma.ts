import type { NumpyRandomState } from '@starweave/numerics';

/**
 * One draw from the gamma distribution with this shape (at least 1) and rate; its mean is shape / rate.
 *
 * Marsaglia and Tsang, "A simple method for generating gamma variables", 2000: exact, by rejection.
 */
export function drawGamma(random: NumpyRandomState, shape: number, rate: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const [normal] = random.randn(1);
    const [uniform] = random.rand(1);
    const v = (1 + c * normal!) ** 3;
    if (v <= 0) continue;
    if (Math.log(uniform!) < 0.5 * normal! * normal! + d - d * v + d * Math.log(v)) return (d * v) / rate;
  }
}
