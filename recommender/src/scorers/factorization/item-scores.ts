import type { KernelFunctions } from '../../kernels/kernel-functions.ts';
import { KernelMemory } from '../../kernels/kernel-memory.ts';
import { chooseKernelBuild, instantiateKernels, loadKernelModule } from '../../kernels/kernel-module.ts';
import type { ScoredItem } from '../scorer.ts';
import type { FactorTable } from './factor-table.ts';

// Rows of 8 numbers: what the kernel for half precision takes at once.
const LANES = 8;

/** Halves without an exponent are subnormal: a processor takes a hundred times as long to widen one. */
const EXPONENT_BITS = 0x7c00;
const MANTISSA_BITS = 0x03ff;
const LARGEST_SUBNORMAL_SHARE = 0.01;
const SAMPLED_HALVES = 2 ** 16;

interface TopPlaces {
  readonly indexes: Uint32Array;
  readonly values: Float32Array;
}

/** The factors of all items where kernels can reach them: scores for one vector, and nearest items, in a few milliseconds. */
export class ItemScores {
  readonly #kernels: KernelFunctions;
  readonly #kernel: 'scoreRows' | 'scoreHalfRows';
  readonly #width: number;
  readonly #factors: Float16Array | Float32Array;
  readonly #vector: Float32Array;
  readonly #biases: Float32Array | undefined;
  readonly #scores: Float32Array;
  readonly #memory: KernelMemory;
  #norms: Float64Array | undefined;
  #top: TopPlaces | undefined;

  constructor({ values, width, rowCount }: FactorTable, biases?: Float32Array) {
    const memory = new KernelMemory();
    this.#memory = memory;
    const padded = Math.ceil(width / LANES) * LANES;
    const half = values instanceof Float16Array && !hasManySubnormals(values);
    this.#kernels = instantiateKernels(loadKernelModule(chooseKernelBuild()), memory.memory);
    this.#kernel = half ? 'scoreHalfRows' : 'scoreRows';
    this.#width = padded;
    this.#factors = memory.allocate<Float16Array | Float32Array>(half ? Float16Array : Float32Array, rowCount * padded);
    if (padded === width) this.#factors.set(values);
    else {
      for (let row = 0; row < rowCount; row += 1) {
        this.#factors.set(values.subarray(row * width, (row + 1) * width), row * padded);
      }
    }
    this.#vector = memory.allocate(Float32Array, padded);
    this.#biases = biases && memory.copy(biases);
    this.#scores = memory.allocate(Float32Array, rowCount);
  }

  /** The factors where kernels reach them, if they lie there as they were given; else those that were given. */
  share(given: FactorTable): FactorTable {
    const { width, rowCount, values } = given;
    const isSame = width === this.#width && values.constructor === this.#factors.constructor;
    return isSame ? { rowCount, width, values: this.#factors } : given;
  }

  /** scores = factors × vector + biases + base. */
  score(vector: ArrayLike<number>, base: number, scores: Float32Array): void {
    this.#run(vector, this.#biases);
    if (base === 0) scores.set(this.#scores);
    else for (let item = 0; item < scores.length; item += 1) scores[item] = this.#scores[item]! + base;
  }

  /** The items whose factors make the smallest angle with an item's; an item without factors is like none. */
  findNearest(item: number, count: number): readonly ScoredItem[] {
    const norms = this.#computeNorms();
    if (norms[item] === 0 || count === 0) return [];
    this.#run(this.#factors.subarray(item * this.#width, (item + 1) * this.#width), undefined);
    const scores = this.#scores;
    for (let other = 0; other < norms.length; other += 1) {
      const size = norms[item]! * norms[other]!;
      const isLike = other !== item && size > 0;
      scores[other] = isLike ? Math.max(-1, Math.min(1, scores[other]! / size)) : Number.NEGATIVE_INFINITY;
    }
    const wanted = Math.min(count, norms.length);
    const { indexes, values } = this.#requireTop(wanted);
    const places = [indexes.byteOffset, values.byteOffset] as const;
    const found = this.#kernels.selectTop(scores.byteOffset, norms.length, wanted, ...places);
    return Array.from({ length: found }, (_, rank) => ({ item: indexes[rank]!, score: values[rank]! }));
  }

  #requireTop(count: number): TopPlaces {
    if (this.#top === undefined || this.#top.indexes.length < count) {
      this.#top = {
        indexes: this.#memory.allocate(Uint32Array, count),
        values: this.#memory.allocate(Float32Array, count),
      };
    }
    return this.#top;
  }

  #run(vector: ArrayLike<number>, biases: Float32Array | undefined): void {
    this.#vector.fill(0);
    this.#vector.set(vector);
    const rows = this.#scores.length;
    const places = [this.#factors, this.#width, this.#vector, biases, this.#scores].map((place) =>
      typeof place === 'number' ? place : (place?.byteOffset ?? 0),
    );
    this.#kernels[this.#kernel](0, 0, rows, rows, ...places);
  }

  #computeNorms(): Float64Array {
    if (this.#norms !== undefined) return this.#norms;
    const norms = new Float64Array(this.#scores.length);
    for (let row = 0; row < norms.length; row += 1) {
      let square = 0;
      for (let at = row * this.#width; at < (row + 1) * this.#width; at += 1) square += this.#factors[at]! ** 2;
      norms[row] = Math.sqrt(square);
    }
    this.#norms = norms;
    return norms;
  }
}

/**
 * Whether so many numbers are subnormal that single precision is scored faster, in twice the memory; told by a sample of
 * evenly spread ones where there are many.
 */
function hasManySubnormals(values: Float16Array): boolean {
  const bits = new Uint16Array(values.buffer, values.byteOffset, values.length);
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
