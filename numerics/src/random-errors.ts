/** A seed or an argument that a random generator can't take; the message says what is allowed. */
export class RandomArgumentError extends RangeError {
  readonly code = 'random-argument-invalid';

  constructor(message: string) {
    super(message);
    this.name = 'RandomArgumentError';
  }
}

/** Throws `RandomArgumentError` unless `count` is an integer of 0 or more. */
export function requireCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RandomArgumentError(
      `A generator can't draw ${count} numbers: the count must be an integer of 0 or more.`,
    );
  }
}

/** A seed as a 64-bit pattern, 0 to 2^64 − 1; throws `RandomArgumentError` outside of −2^63 … 2^64 − 1. */
export function parseSeed(seed: bigint | number): bigint {
  if (typeof seed === 'number' && !Number.isSafeInteger(seed)) {
    throw new RandomArgumentError(
      `The seed ${seed} isn't an integer that a number holds exactly. Give an integer, as a bigint beyond ±(2^53 − 1).`,
    );
  }
  const exact = BigInt(seed);
  if (exact < -(2n ** 63n) || exact >= 2n ** 64n) {
    throw new RandomArgumentError(`The seed ${exact} doesn't fit in 64 bits: allowed are −2^63 to 2^64 − 1.`);
  }
  return BigInt.asUintN(64, exact);
}
