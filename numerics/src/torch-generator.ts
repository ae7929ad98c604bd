import { MersenneTwister } from './mersenne-twister.ts';
import type { NormalSource } from './normal-source.ts';
import { parseSeed, RandomArgumentError, requireCount } from './random-errors.ts';
import { type FloatType, rounderFor } from './rounding.ts';
import { normalizeBlockOf16 } from './torch-normal-kernel.ts';

const BLOCK_SIZE = 16;
const FLOAT32_UNIT = 2 ** -24;
const FLOAT64_UNIT = 2 ** -53;
/** From this range on torch draws 64 bits per integer. */
const WIDE_INTEGER_RANGE = 2n ** 28n;

/**
 * The CPU generator of PyTorch (`torch.Generator`), bit for bit: the same seed and the same sequence of calls give the
 * same numbers as torch on an x86 machine with AVX2 or AVX-512.
 *
 * As in torch, small (fewer than 16 elements) and large calls of `randn` take different paths, and a small call of odd
 * length leaves one number over for the next small one; so the sequence of calls matters, not only the total count.
 * float16 and bfloat16 follow torch 2.13; earlier releases drew differently for them. They come as Float32Array with
 * rounded values.
 *
 * Source: ATen `CPUGeneratorImpl`, `DistributionTemplates.h`, `TransformationHelper.h`.
 */
export class TorchGenerator implements NormalSource {
  readonly #twister = new MersenneTwister(0);
  #spareNormal: number | undefined;

  /**
   * @param seed −2^63 to 2^64 − 1; torch uses its low 32 bits (so 2^32 + 1 is the same as 1)
   * @throws RandomArgumentError for a seed outside of that range, or a number that isn't an integer
   */
  constructor(seed: bigint | number) {
    this.manualSeed(seed);
  }

  /** Start again from a seed, as `manual_seed`; see the constructor. Returns the generator. */
  manualSeed(seed: bigint | number): this {
    this.#twister.seed(Number(BigInt.asUintN(32, parseSeed(seed))));
    this.#spareNormal = undefined;
    return this;
  }

  /** `count` uniform numbers in [0, 1), as one call of `torch.rand(count, dtype=type)`. */
  rand(count: number, type: 'float64'): Float64Array;
  rand(count: number, type?: FloatType): Float32Array;
  rand(count: number, type: FloatType = 'float32'): Float32Array | Float64Array {
    requireCount(count);
    const into = type === 'float64' ? new Float64Array(count) : new Float32Array(count);
    const next = this.#uniformDrawFor(type);
    for (let index = 0; index < count; index += 1) into[index] = next();
    return into;
  }

  /** `count` standard-normal numbers, as one call of `torch.randn(count, dtype=type)` of that many elements in all. */
  randn(count: number, type: 'float64'): Float64Array;
  randn(count: number, type?: FloatType): Float32Array;
  randn(count: number, type: FloatType = 'float32'): Float32Array | Float64Array {
    requireCount(count);
    if (type === 'float64') return this.#fillNormalFloat64(new Float64Array(count));
    const into = new Float32Array(count);
    if (type === 'float32') {
      this.fillNormal(into);
      return into;
    }
    this.#fillNormalNarrow(into);
    const round = rounderFor(type);
    return into.map(round);
  }

  /** Overwrite `into` with standard-normal numbers, as one float32 `randn` of that many elements. Allocates nothing. */
  fillNormal(into: Float32Array): void {
    const count = into.length;
    if (count < BLOCK_SIZE) {
      for (let index = 0; index < count; index += 1) into[index] = this.#nextNormal();
      return;
    }
    this.#twister.fillUniformFloat32(into, 0, count);
    const wholeBlocksEnd = count - (count % BLOCK_SIZE);
    for (let offset = 0; offset < wholeBlocksEnd; offset += BLOCK_SIZE) normalizeBlockOf16(into, offset);
    if (wholeBlocksEnd < count) this.#redrawLastBlock(into);
  }

  /**
   * `count` integers from `low` (included) to `high` (excluded), as `torch.randint(low, high, (count,))`.
   * @throws RandomArgumentError unless low < high, both are safe integers
   */
  randint(low: number, high: number, count: number): Float64Array {
    requireCount(count);
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || low >= high) {
      throw new RandomArgumentError(
        `randint needs integers low < high within ±(2^53 − 1), but got ${low} and ${high}.`,
      );
    }
    const range = BigInt(high) - BigInt(low);
    const narrowRange = range < WIDE_INTEGER_RANGE ? Number(range) : undefined;
    return Float64Array.from({ length: count }, () =>
      narrowRange === undefined
        ? Number((this.#nextUint64() % range) + BigInt(low))
        : (this.#twister.nextUint32() % narrowRange) + low,
    );
  }

  /** The integers 0 to `count` − 1 in random order, as `torch.randperm(count)`; `count` below 2^27. */
  randperm(count: number): Uint32Array {
    requireCount(count);
    if (count >= 2 ** 27) throw new RandomArgumentError(`randperm takes counts below 2^27, but got ${count}.`);
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    for (let index = 0; index < count - 1; index += 1) {
      const other = index + (this.#twister.nextUint32() % (count - index));
      const moved = order[index]!;
      order[index] = order[other]!;
      order[other] = moved;
    }
    return order;
  }

  #nextUint64(): bigint {
    const high = BigInt(this.#twister.nextUint32());
    return (high << 32n) | BigInt(this.#twister.nextUint32());
  }

  #uniformDrawFor(type: FloatType): () => number {
    if (type === 'float64') return () => this.#nextUniformFloat64();
    if (type === 'float32') return () => this.#nextUniformFloat32();
    const round = rounderFor(type);
    // What would round up to 1, outside of the half-open interval, torch wraps to 0.
    return () => round(this.#nextUniformFloat32()) % 1;
  }

  #nextUniformFloat32(): number {
    return (this.#twister.nextUint32() & 0xffffff) * FLOAT32_UNIT;
  }

  #nextUniformFloat64(): number {
    const high = this.#twister.nextUint32();
    return ((high & 0x1fffff) * 2 ** 32 + this.#twister.nextUint32()) * FLOAT64_UNIT;
  }

  /** One number by the double-precision Box-Muller of the small path; pairs are split across calls. */
  #nextNormal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    const turn = 2 * Math.PI * this.#nextUniformFloat64();
    const radius = Math.sqrt(-2 * Math.log1p(-this.#nextUniformFloat64()));
    this.#spareNormal = radius * Math.sin(turn);
    return radius * Math.cos(turn);
  }

  /** torch fills the last, incomplete block by drawing a whole one again over the end of the array. */
  #redrawLastBlock(into: Float32Array): void {
    const start = into.length - BLOCK_SIZE;
    this.#twister.fillUniformFloat32(into, start, into.length);
    normalizeBlockOf16(into, start);
  }

  /** The order of draws of the narrow types: block by block, so that an incomplete last block wastes no draws. */
  #fillNormalNarrow(into: Float32Array): void {
    const wholeBlocksEnd = into.length - (into.length % BLOCK_SIZE);
    if (wholeBlocksEnd === 0) {
      this.fillNormal(into);
      return;
    }
    this.fillNormal(into.subarray(0, wholeBlocksEnd));
    if (wholeBlocksEnd < into.length) this.#redrawLastBlock(into);
  }

  #fillNormalFloat64(into: Float64Array): Float64Array {
    if (into.length < BLOCK_SIZE) return into.map(() => this.#nextNormal());
    const starts = Array.from({ length: Math.floor(into.length / BLOCK_SIZE) }, (_, block) => block * BLOCK_SIZE);
    for (let index = 0; index < into.length; index += 1) into[index] = this.#nextUniformFloat64();
    for (const start of starts) normalizeBlockFloat64(into, start);
    if (into.length % BLOCK_SIZE !== 0) {
      const start = into.length - BLOCK_SIZE;
      for (let index = start; index < into.length; index += 1) into[index] = this.#nextUniformFloat64();
      normalizeBlockFloat64(into, start);
    }
    return into;
  }
}

function normalizeBlockFloat64(values: Float64Array, offset: number): void {
  for (let index = offset; index < offset + BLOCK_SIZE / 2; index += 1) {
    const radius = Math.sqrt(-2 * Math.log(1 - values[index]!));
    const turn = 2 * Math.PI * values[index + BLOCK_SIZE / 2]!;
    values[index] = radius * Math.cos(turn);
    values[index + BLOCK_SIZE / 2] = radius * Math.sin(turn);
  }
}
