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
  const factors = f64x2.splat(factor);
  const shift = f64x2.splat(mean);
  let at: usize = 0;
  for (const end: usize = (<usize>(length & ~3)) << 2; at < end; at += 16) {
    const own = v128.load(scores + at);
    const before = v128.load(total + at);
    const low = addMoved(own, before, factors, shift);
    const high = addMoved(v128.shuffle<u64>(own, own, 1, 1), v128.shuffle<u64>(before, before, 1, 1), factors, shift);
    v128.store(total + at, v128.shuffle<u64>(low, high, 0, 2));
  }
  for (const end: usize = (<usize>length) << 2; at < end; at += 4) {
    const moved = factor * (<f64>load<f32>(scores + at) - mean);
    store<f32>(total + at, <f32>(<f64>load<f32>(total + at) + moved));
  }
}

/** Of the lower two lanes, in doubles: before + factor · (own − shift). */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function addMoved(own: v128, before: v128, factors: v128, shift: v128): v128 {
  const departures = f64x2.sub(f64x2.promote_low_f32x4(own), shift);
  return f32x4.demote_f64x2_zero(f64x2.add(f64x2.promote_low_f32x4(before), f64x2.mul(factors, departures)));
}
