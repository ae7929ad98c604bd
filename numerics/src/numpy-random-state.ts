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
    const numbers = new Float64Array(count);
    for (let index = 0; index < count; index += 1) numbers[index] = this.#twister.nextFloat64();
    return numbers;
  }

  /** `count` standard-normal numbers, as `RandomState.randn(count)`. */
  randn(count: number): Float64Array {
    requireCount(count);
    const numbers = new Float64Array(count);
    this.fillNormal(numbers);
    return numbers;
  }

  /** Overwrite `into` with standard-normal numbers, as `RandomState.randn(n)`, rounded to single precision where it has that. */
  fillNormal(into: Float32Array | Float64Array): void {
    const twister = this.#twister;
    let index = 0;
    if (into.length > 0 && this.#spareNormal !== undefined) {
      into[index] = this.#spareNormal;
      this.#spareNormal = undefined;
      index += 1;
    }
    while (index < into.length) {
      const first = 2 * twister.nextFloat64() - 1;
      const second = 2 * twister.nextFloat64() - 1;
      const square = first * first + second * second;
      if (square === 0 || square >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      into[index] = scale * second;
      if (index + 1 < into.length) into[index + 1] = scale * first;
      else this.#spareNormal = scale * first;
      index += 2;
    }
  }
}
