// The best of what is offered, in a heap of fixed size whose root is the worst: keys (u32) and scores (f64) side by side.
// Higher scores are better; of equal ones the smaller key.

// @ts-expect-error: a decorator of AssemblyScript
@inline
function isWorse(key: u32, score: f64, thanKey: u32, thanScore: f64): bool {
  return score < thanScore || (score == thanScore && key > thanKey);
}

function sink(keys: usize, scores: usize, count: u32, from: u32): void {
  const key = load<u32>(keys + (from << 2));
  const score = load<f64>(scores + (from << 3));
  let at = from;
  for (;;) {
    let child: u32 = 2 * at + 1;
    if (child >= count) break;
    let childKey = load<u32>(keys + (child << 2));
    let childScore = load<f64>(scores + (child << 3));
    const right: u32 = child + 1;
    if (right < count) {
      const rightKey = load<u32>(keys + (right << 2));
      const rightScore = load<f64>(scores + (right << 3));
      if (isWorse(rightKey, rightScore, childKey, childScore)) {
        child = right;
        childKey = rightKey;
        childScore = rightScore;
      }
    }
    if (!isWorse(childKey, childScore, key, score)) break;
    store<u32>(keys + (at << 2), childKey);
    store<f64>(scores + (at << 3), childScore);
    at = child;
  }
  store<u32>(keys + (at << 2), key);
  store<f64>(scores + (at << 3), score);
}

/** Offer one; returns how many are held now. */
export function offer(keys: usize, scores: usize, count: u32, capacity: u32, key: u32, score: f64): u32 {
  if (count < capacity) {
    store<u32>(keys + (count << 2), key);
    store<f64>(scores + (count << 3), score);
    if (count + 1 == capacity) for (let at: i32 = capacity >> 1; at >= 0; at--) sink(keys, scores, capacity, at);
    return count + 1;
  }
  if (capacity > 0 && isWorse(load<u32>(keys), load<f64>(scores), key, score)) {
    store<u32>(keys, key);
    store<f64>(scores, score);
    sink(keys, scores, capacity, 0);
  }
  return count;
}

/** Write what is held, best first: keys as u32, scores as f32. */
export function takeBest(
  keys: usize,
  scores: usize,
  count: u32,
  capacity: u32,
  outKeys: usize,
  outScores: usize,
): void {
  if (count < capacity) for (let at: i32 = count >> 1; at >= 0; at--) sink(keys, scores, count, at);
  for (let last: i32 = count - 1; last >= 0; last--) {
    store<u32>(outKeys + (last << 2), load<u32>(keys));
    store<f32>(outScores + (last << 2), <f32>load<f64>(scores));
    dropWorst(keys, scores, last);
  }
}

/** As `takeBest`, with scores as f64. */
export function takeBestExactly(
  keys: usize,
  scores: usize,
  count: u32,
  capacity: u32,
  outKeys: usize,
  outScores: usize,
): void {
  if (count < capacity) for (let at: i32 = count >> 1; at >= 0; at--) sink(keys, scores, count, at);
  for (let last: i32 = count - 1; last >= 0; last--) {
    store<u32>(outKeys + (last << 2), load<u32>(keys));
    store<f64>(outScores + (last << 3), load<f64>(scores));
    dropWorst(keys, scores, last);
  }
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function dropWorst(keys: usize, scores: usize, last: u32): void {
  store<u32>(keys, load<u32>(keys + (last << 2)));
  store<f64>(scores, load<f64>(scores + (last << 3)));
  sink(keys, scores, last, 0);
}
