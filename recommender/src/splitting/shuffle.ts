import { MersenneTwister } from '@starweave/numerics';

/** 0 to count − 1 in an order that the seed decides (Fisher and Yates). */
export function shuffleIndexes(count: number, seed: number): Uint32Array {
  const twister = new MersenneTwister(seed);
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = drawBelow(twister, last + 1);
    const value = order[last]!;
    order[last] = order[other]!;
    order[other] = value;
  }
  return order;
}

/** A uniform integer from 0 up to, not including, `limit`, without the bias of a remainder. */
function drawBelow(twister: MersenneTwister, limit: number): number {
  const largest = 2 ** 32 - (2 ** 32 % limit);
  for (;;) {
    const bits = twister.nextUint32();
    if (bits < largest) return bits % limit;
  }
}
