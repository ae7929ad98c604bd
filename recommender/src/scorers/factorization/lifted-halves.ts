/**
 * Halves below 2^-14 have no exponent: they are subnormal, and a processor takes a hundred times as long to widen one. Times
 * 2^10 even the smallest, 2^-24, is none, and no bit of any is lost.
 */
export const LIFT = 2 ** 10;

const EXPONENT_BITS = 0x7c00;
/** Ten below that of the largest halves. */
const LARGEST_LIFTED_EXPONENT = 0x5000;
const MANTISSA_BITS = 0x03ff;
const LARGEST_SUBNORMAL_SHARE = 0.01;
const SAMPLED_HALVES = 2 ** 16;

/** The bits of a half, to those of it times `LIFT`; made when something is lifted first. */
let liftedBits: Uint16Array | undefined;

/** Whether halves times `LIFT` stay halves: none is 64 or more. */
export function canBeLifted(values: Float16Array): boolean {
  const bits = viewBits(values);
  // An iterator or a callback would take ten times as long.
  for (let at = 0; at < bits.length; at += 1) if ((bits[at]! & EXPONENT_BITS) > LARGEST_LIFTED_EXPONENT) return false;
  return true;
}

/** Multiplies halves by `LIFT` where they lie, exactly; those that `canBeLifted` only. */
export function liftHalves(values: Float16Array): void {
  liftedBits ??= createLiftedBits();
  const [bits, lifted] = [viewBits(values), liftedBits];
  for (let at = 0; at < bits.length; at += 1) bits[at] = lifted[bits[at]!]!;
}

/** Whether so many halves are subnormal that they slow kernels down; told by a sample of evenly spread ones where there are many. */
export function hasManySubnormals(values: Float16Array): boolean {
  const bits = viewBits(values);
  // Odd: rows are of an even number of places, which are all to be among the sample.
  const step = Math.floor(bits.length / SAMPLED_HALVES) | 1;
  let [count, sampled] = [0, 0];
  for (let at = 0; at < bits.length; at += step) {
    const half = bits[at]!;
    if ((half & EXPONENT_BITS) === 0 && (half & MANTISSA_BITS) !== 0) count += 1;
    sampled += 1;
  }
  return count > LARGEST_SUBNORMAL_SHARE * sampled;
}

function createLiftedBits(): Uint16Array {
  const halves = new Float16Array(Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).buffer);
  return viewBits(halves.map((half) => half * LIFT));
}

function viewBits({ buffer, byteOffset, length }: Float16Array): Uint16Array {
  return new Uint16Array(buffer, byteOffset, length);
}
