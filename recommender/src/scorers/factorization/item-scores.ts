import type { KernelFunctions } from '../../kernels/kernel-functions.ts';
import { KernelMemory } from '../../kernels/kernel-memory.ts';
import { chooseKernelBuild, instantiateKernels, loadKernelModule } from '../../kernels/kernel-module.ts';
import type { ScoredItem } from '../scorer.ts';
import type { FactorTable } from './factor-table.ts';
import { canBeLifted, hasManySubnormals, LIFT, liftHalves } from './lifted-halves.ts';

// Rows of 8 numbers: what the kernel for half precision takes at once.
const LANES = 8;

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
  /** What the factors that kernels reach have to be multiplied by: a power of two. */
  readonly #unit: number;
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
    this.#kernels = instantiateKernels(loadKernelModule(chooseKernelBuild()), memory.memory);
    this.#width = padded;
    const precision = choosePrecision(values);
    this.#kernel = precision === 'single' ? 'scoreRows' : 'scoreHalfRows';
    const kind = precision === 'single' ? Float32Array : Float16Array;
    this.#factors = memory.allocate<Float16Array | Float32Array>(kind, rowCount * padded);
    copyRows(values, width, this.#factors, padded);
    if (precision === 'lifted') liftHalves(this.#factors as Float16Array);
    this.#unit = precision === 'lifted' ? 1 / LIFT : 1;
    this.#vector = memory.allocate(Float32Array, padded);
    this.#biases = biases && memory.copy(biases);
    this.#scores = memory.allocate(Float32Array, rowCount);
  }

  /** The factors where kernels reach them, if they lie there as they were given; else those that were given. */
  share(given: FactorTable): FactorTable {
    const { width, rowCount, values } = given;
    const isSame = width === this.#width && this.#unit === 1 && values.constructor === this.#factors.constructor;
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
    const own = Float32Array.from(this.#factors.subarray(item * this.#width, (item + 1) * this.#width));
    this.#run(
      own.map((factor) => factor * this.#unit),
      undefined,
    );
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
    const before = this.#top?.indexes.length ?? 0;
    if (this.#top === undefined || before < count) {
      // Twice as many: kernel memory isn't given back, and counts that grow by one would take it piece by piece.
      const length = Math.max(count, 2 * before);
      this.#top = {
        indexes: this.#memory.allocate(Uint32Array, length),
        values: this.#memory.allocate(Float32Array, length),
      };
    }
    return this.#top;
  }

  #run(vector: ArrayLike<number>, biases: Float32Array | undefined): void {
    this.#vector.fill(0);
    this.#vector.set(vector);
    if (this.#unit !== 1) for (let at = 0; at < vector.length; at += 1) this.#vector[at]! *= this.#unit;
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
      for (let at = row * this.#width; at < (row + 1) * this.#width; at += 1)
        square += (this.#factors[at]! * this.#unit) ** 2;
      norms[row] = Math.sqrt(square);
    }
    this.#norms = norms;
    return norms;
  }
}

/** How kernels reach factors: as they are, or, where too many halves would be subnormal, lifted above that or as singles. */
function choosePrecision(values: Float16Array | Float32Array): 'half' | 'lifted' | 'single' {
  if (!(values instanceof Float16Array)) return 'single';
  if (!hasManySubnormals(values)) return 'half';
  return canBeLifted(values) ? 'lifted' : 'single';
}

/** Rows of one width into rows of another that is no smaller. */
function copyRows(
  source: Float16Array | Float32Array,
  sourceWidth: number,
  target: Float16Array | Float32Array,
  targetWidth: number,
): void {
  if (sourceWidth === targetWidth) target.set(source);
  else {
    for (let row = 0; row * sourceWidth < source.length; row += 1) {
      target.set(source.subarray(row * sourceWidth, (row + 1) * sourceWidth), row * targetWidth);
    }
  }
}
