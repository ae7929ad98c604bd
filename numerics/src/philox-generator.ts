import type { NormalSource } from './normal-source.ts';
import { parseSeed, requireCount } from './random-errors.ts';

const MULTIPLIER_0 = 0xd2511f53n;
const MULTIPLIER_2 = 0xcd9e8d57n;
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;
const ROUNDS = 10;
const UNIT = 2 ** -32;
/** float32(2^-32) · float32(2π), as CUDA's `curand_normal` scales its angle. */
const ANGLE_UNIT = Math.fround(2.3283064e-10 * 6.2831855);

/**
 * torch's CUDA noise computed on the CPU, as AUTOMATIC1111's "NV" source: Philox4x32-10 with a Box-Muller transform.
 *
 * Every call of `randn` or `fillNormal` advances the counter by one, whatever its length. It equals a CUDA device's
 * numbers within a few units of float32's last place, for tensors small enough for one element per thread.
 *
 * Source: J. Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011; AUTOMATIC1111 `rng_philox.py`.
 */
export class PhiloxGenerator implements NormalSource {
  readonly #keyLow: number;
  readonly #keyHigh: number;
  readonly #counter = new Uint32Array(4);
  #offset = 0;

  /** @param seed −2^63 to 2^64 − 1; @throws RandomArgumentError for another */
  constructor(seed: bigint | number) {
    const bits = parseSeed(seed);
    this.#keyLow = Number(bits & 0xffffffffn);
    this.#keyHigh = Number(bits >> 32n);
  }

  /** `count` standard-normal float32 numbers: the generator's next tensor of that many elements. */
  randn(count: number): Float32Array {
    requireCount(count);
    const into = new Float32Array(count);
    this.fillNormal(into);
    return into;
  }

  /** Overwrite `into` with the generator's next tensor of standard-normal numbers. */
  fillNormal(into: Float32Array): void {
    for (let index = 0; index < into.length; index += 1) into[index] = this.#normalAt(index);
    this.#offset += 1;
  }

  #normalAt(index: number): number {
    const counter = this.#counter;
    counter[0] = this.#offset;
    counter[1] = 0;
    counter[2] = index;
    counter[3] = 0;
    let keyLow = this.#keyLow;
    let keyHigh = this.#keyHigh;
    for (let round = 0; round < ROUNDS; round += 1) {
      mixCounter(counter, keyLow, keyHigh);
      keyLow = (keyLow + KEY_STEP_0) >>> 0;
      keyHigh = (keyHigh + KEY_STEP_1) >>> 0;
    }
    const uniform = counter[0]! * UNIT + UNIT / 2;
    const angle = counter[1]! * ANGLE_UNIT + ANGLE_UNIT / 2;
    return Math.sqrt(-2 * Math.log(uniform)) * Math.sin(angle);
  }
}

function mixCounter(counter: Uint32Array, keyLow: number, keyHigh: number): void {
  const product0 = BigInt(counter[0]!) * MULTIPLIER_0;
  const product2 = BigInt(counter[2]!) * MULTIPLIER_2;
  counter[0] = Number(product2 >> 32n) ^ counter[1]! ^ keyLow;
  counter[1] = Number(product2 & 0xffffffffn);
  counter[2] = Number(product0 >> 32n) ^ counter[3]! ^ keyHigh;
  counter[3] = Number(product0 & 0xffffffffn);
}
