// Parts of a blend brought to one scale and added up.

/** Σ of the scores less `mean`, or where `isSquared` of their squares, as f64. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function sumDepartures(scores: usize, length: u32, mean: f64, isSquared: bool): f64 {
  const shift = f64x2.splat(mean);
  // Four lanes of their own: a processor waits for one sum before it adds to it again.
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let at = scores;
  const end = scores + ((<usize>(length & ~3)) << 2);
  for (; at < end; at += 16) {
    const four = v128.load(at);
    const first = f64x2.sub(f64x2.promote_low_f32x4(four), shift);
    const upper = v128.shuffle<u64>(four, four, 1, 1);
    const second = f64x2.sub(f64x2.promote_low_f32x4(upper), shift);
    low = f64x2.add(low, isSquared ? f64x2.mul(first, first) : first);
    high = f64x2.add(high, isSquared ? f64x2.mul(second, second) : second);
  }
  const sums = f64x2.add(low, high);
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (const stop = scores + ((<usize>length) << 2); at < stop; at += 4) {
    const departure = <f64>load<f32>(at) - mean;
    sum += isSquared ? departure * departure : departure;
  }
  return sum;
}

/** total (f32) += weight · (score − mean) / deviation of all scores (f32); nothing when they are all equal. */
export function addStandardized(scores: usize, length: u32, weight: f64, total: usize): void {
  const mean = sumDepartures(scores, length, 0, false) / <f64>length;
  const deviation = Math.sqrt(sumDepartures(scores, length, mean, true) / <f64>length);
  if (deviation == 0) return;
  const factor = weight / deviation;
  for (let item: usize = 0; item < <usize>length; item++) {
    const at = total + (item << 2);
    store<f32>(at, <f32>(<f64>load<f32>(at) + factor * (<f64>load<f32>(scores + (item << 2)) - mean)));
  }
}
