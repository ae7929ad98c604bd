const STATE_SIZE = 624;
const SHIFT_SIZE = 397;
const MATRIX_A = 0x9908b0df;
const UPPER_MASK = 0x80000000;
const LOWER_MASK = 0x7fffffff;
const FLOAT32_UNIT = 2 ** -24;
const FLOAT64_UNIT = 2 ** -53;

/**
 * The 32-bit Mersenne Twister MT19937 with Knuth's seeding, as `std::mt19937`, torch's CPU generator and
 * `numpy.random.RandomState(int)` use it.
 *
 * Source: M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8(1), 1998; the 2002 initialisation.
 */
export class MersenneTwister {
  readonly #state = new Uint32Array(STATE_SIZE);
  #position = STATE_SIZE;

  /** @param seed only its low 32 bits count */
  constructor(seed: number) {
    this.seed(seed);
  }

  /** Start again from a seed; only its low 32 bits count. */
  seed(seed: number): void {
    const state = this.#state;
    state[0] = seed;
    for (let index = 1; index < STATE_SIZE; index += 1) {
      const before = state[index - 1]!;
      state[index] = Math.imul(1812433253, before ^ (before >>> 30)) + index;
    }
    this.#position = STATE_SIZE;
  }

  /** The next 32 bits, 0 to 2^32 − 1. */
  nextUint32(): number {
    if (this.#position === STATE_SIZE) this.#twist();
    const bits = temper(this.#state[this.#position]!);
    this.#position += 1;
    return bits >>> 0;
  }

  /**
   * Overwrite elements `start` to `end` (excluded) with uniform numbers in [0, 1): the low 24 bits of one draw each, as
   * torch makes float32 of them. Allocates nothing.
   */
  fillUniformFloat32(into: Float32Array, start: number, end: number): void {
    const state = this.#state;
    let index = start;
    while (index < end) {
      if (this.#position === STATE_SIZE) this.#twist();
      const first = this.#position - index;
      const stop = Math.min(end, index + STATE_SIZE - this.#position);
      for (; index < stop; index += 1) into[index] = (temper(state[first + index]!) & 0xffffff) * FLOAT32_UNIT;
      this.#position = first + index;
    }
  }

  /** The next uniform number in [0, 1) with 53 bits of two draws, as `numpy.random.RandomState` makes float64 of them. */
  nextFloat64(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 2 ** 26 + low) * FLOAT64_UNIT;
  }

  // In three parts, since a remainder for each of the 624 words would take most of the time.
  #twist(): void {
    const state = this.#state;
    const untilWrap = STATE_SIZE - SHIFT_SIZE;
    for (let index = 0; index < untilWrap; index += 1) {
      state[index] = state[index + SHIFT_SIZE]! ^ mix(state[index]!, state[index + 1]!);
    }
    for (let index = untilWrap; index < STATE_SIZE - 1; index += 1) {
      state[index] = state[index - untilWrap]! ^ mix(state[index]!, state[index + 1]!);
    }
    state[STATE_SIZE - 1] = state[SHIFT_SIZE - 1]! ^ mix(state[STATE_SIZE - 1]!, state[0]!);
    this.#position = 0;
  }
}

/** The highest bit of one word and the others of the next, through the twist's matrix. */
function mix(word: number, next: number): number {
  const joined = (word & UPPER_MASK) | (next & LOWER_MASK);
  return (joined >>> 1) ^ (-(joined & 1) & MATRIX_A);
}

/** The output function: 32 bits, as a signed integer. */
function temper(word: number): number {
  let bits = word;
  bits ^= bits >>> 11;
  bits ^= (bits << 7) & 0x9d2c5680;
  bits ^= (bits << 15) & 0xefc60000;
  return bits ^ (bits >>> 18);
}
