/** A mean and where the true one lies with a confidence of 95 %. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Of the standard normal distribution: 95 % lie between minus this and this. */
const NORMAL_QUANTILE = 1.959963984540054;

/**
 * The mean of values that come in clusters, such as the errors of each person's ratings, with its 95 % confidence interval.
 *
 * Values of one cluster may depend on each other; clusters may not. With N values, G clusters and e_g the sum of
 * (value − mean) within cluster g: mean ± 1.96·√(G / (G − 1) · Σ_g e_g²) / N, the cluster-robust standard error of a mean
 * (Liang and Zeger 1986, with Stata's correction for few clusters). With one value in each cluster it is the usual one.
 *
 * One cluster alone tells nothing about others: low and high are the mean then. Nothing at all has 0 for all three.
 *
 * @param clusters the cluster of each value, any number that is the same within it
 */
export function computeClusteredMean(values: ArrayLike<number>, clusters: ArrayLike<number>): MeanInterval {
  const count = values.length;
  if (clusters.length !== count) {
    throw new RangeError(`${count} values can't be in the clusters of ${clusters.length} others.`);
  }
  if (count === 0) return { mean: 0, low: 0, high: 0 };
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += values[index]!;
  const mean = sum / count;
  const deviations = new Map<number, number>();
  for (let index = 0; index < count; index += 1) {
    const cluster = clusters[index]!;
    deviations.set(cluster, (deviations.get(cluster) ?? 0) + values[index]! - mean);
  }
  if (deviations.size < 2) return { mean, low: mean, high: mean };
  let squares = 0;
  for (const deviation of deviations.values()) squares += deviation * deviation;
  const correction = deviations.size / (deviations.size - 1);
  const reach = (NORMAL_QUANTILE * Math.sqrt(correction * squares)) / count;
  return { mean, low: mean - reach, high: mean + reach };
}

/** As `computeClusteredMean` for values that don't depend on each other. */
export function computeMeanInterval(values: ArrayLike<number>): MeanInterval {
  return computeClusteredMean(
    values,
    Uint32Array.from(values, (_, index) => index),
  );
}
