import { MersenneTwister } from './mersenne-twister.ts';
import type { NormalSource } from './normal-source.ts';
import { RandomArgumentError, requireCount } from './random-errors.ts';

/**
 * NumPy's legacy generator (`numpy.random.RandomState(seed)`), which older ONNX pipelines drew their latents from.
 *
 * `rand` and `randn` give NumPy's float64 numbers; a `randn` of odd length leaves one number over for the next call,
 * as in NumPy. Source: numpy/random `legacy-distributions.c` (Marsaglia's polar method).
 */
export class NumpyRandomState implements NormalSource {
  readonly #twister: MersenneTwister;
  #spareNormal: number | undefined;

  /**
   * @param seed 0 to 2^32 − 1, as NumPy takes it
   * @throws RandomArgumentError for another seed
   */
  constructor(seed: bigint | number) {
    const exact = Number(seed);
    if (!Number.isInteger(exact) || exact < 0 || exact >= 2 ** 32) {
      throw new RandomArgumentError(`The seed ${seed} is outside of what NumPy's RandomState takes: 0 to 2^32 − 1.`);
    }
    this.#twister = new MersenneTwister(exact);
  }

  /** `count` uniform numbers in [0, 1), as `RandomState.rand(count)`. */
  rand(count: number): Float64Array {
    requireCount(count);
    return new Float64Array(count).map(() => this.#nextUniform());
  }

  /** `count` standard-normal numbers, as `RandomState.randn(count)`. */
  randn(count: number): Float64Array {
    requireCount(count);
    return new Float64Array(count).map(() => this.#nextNormal());
  }

  /** Overwrite `into` with standard-normal numbers, as `RandomState.randn(n).astype(numpy.float32)`. */
  fillNormal(into: Float32Array): void {
    for (let index = 0; index < into.length; index += 1) into[index] = this.#nextNormal();
  }

  #nextUniform(): number {
    const high = this.#twister.nextUint32() >>> 5;
    const low = this.#twister.nextUint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  #nextNormal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const first = 2 * this.#nextUniform() - 1;
      const second = 2 * this.#nextUniform() - 1;
      const square = first * first + second * second;
      if (square > 0 && square < 1) {
        const scale = Math.sqrt((-2 * Math.log(square)) / square);
        this.#spareNormal = scale * first;
        return scale * second;
      }
    }
  }
}
