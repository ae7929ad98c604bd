/** Random numbers from 0 to 1 out of a seed, fast: the same seed gives the same numbers everywhere. (mulberry32.) */
export function createRandomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number of the standard normal distribution (Box and Muller). */
export function drawNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Draws an index in proportion to its weight, in constant time (Walker's alias method). */
export function createWeightedDraw(weights: ArrayLike<number>, random: () => number): () => number {
  const count = weights.length;
  const total = Array.from(weights).reduce((sum, weight) => sum + weight, 0);
  const chances = Float64Array.from(weights, (weight) => (weight * count) / total);
  const others = Uint32Array.from({ length: count }, (_, index) => index);
  const small: number[] = [];
  const large: number[] = [];
  chances.forEach((chance, index) => {
    (chance < 1 ? small : large).push(index);
  });
  while (small.length > 0 && large.length > 0) {
    const less = small.pop()!;
    const more = large.pop()!;
    others[less] = more;
    chances[more] = chances[more]! + chances[less]! - 1;
    (chances[more] < 1 ? small : large).push(more);
  }
  return () => {
    const place = random() * count;
    const index = Math.floor(place);
    return place - index < chances[index]! ? index : others[index]!;
  };
}
