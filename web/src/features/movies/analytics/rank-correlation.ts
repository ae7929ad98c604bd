/**
 * Spearman's rank correlation: Pearson's correlation of the ranks, where equal values share the mean of their ranks. From −1 to
 * 1; undefined for fewer than two pairs, or where one side is all the same.
 */
export function computeRankCorrelation(first: readonly number[], second: readonly number[]): number | undefined {
  const count = Math.min(first.length, second.length);
  if (count < 2) return undefined;
  const a = rankValues(first.slice(0, count));
  const b = rankValues(second.slice(0, count));
  const mean = (count + 1) / 2;
  let both = 0;
  let spreadA = 0;
  let spreadB = 0;
  for (let index = 0; index < count; index += 1) {
    const da = a[index]! - mean;
    const db = b[index]! - mean;
    both += da * db;
    spreadA += da * da;
    spreadB += db * db;
  }
  return spreadA === 0 || spreadB === 0 ? undefined : both / Math.sqrt(spreadA * spreadB);
}

function rankValues(values: readonly number[]): Float64Array {
  const order = [...values.keys()].sort((one, other) => values[one]! - values[other]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to += 1;
    for (let at = from; at <= to; at += 1) ranks[order[at]!] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}
