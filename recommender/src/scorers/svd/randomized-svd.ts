import { NumpyRandomState } from '@starweave/numerics';
import type { Interactions } from '../../interactions/interactions.ts';
import type { KernelPool } from '../../kernels/kernel-pool.ts';
import { computeSymmetricEigen } from '../../kernels/symmetric-eigen.ts';
import type { FitOptions } from '../scorer.ts';

/**
 * A matrix of users × items that is never written out: where there is a rating, rating − userShift − itemShift, elsewhere 0;
 * and from every entry, rated or not, its column's centre is taken.
 */
export interface CentredRatings {
  readonly interactions: Interactions;
  readonly userShifts: Float32Array;
  readonly itemShifts: Float32Array;
  /** Left out: none. */
  readonly columnCentres?: Float64Array;
}

/** How exactly to look for singular vectors. */
export interface RandomizedSvdSettings {
  readonly components: number;
  /** How many directions more than components are followed. */
  readonly oversampling: number;
  /** How often the directions go through the matrix and back; each time small singular values count less. */
  readonly powerIterations: number;
}

/** The largest singular values, falling, and their right vectors. Components beyond the matrix's rank are zeros. */
export interface TruncatedSvd {
  readonly singularValues: Float64Array;
  /** itemCount × components, by rows. */
  readonly itemVectors: Float32Array;
}

const ROWS_PER_BLOCK = 256;
const GRAM_ROWS = 2048;
/** Directions whose eigenvalue is below this share of the largest are rounding: the Gram matrices are summed from floats. */
const SMALLEST_SHARE = 1e-9;

/**
 * The largest singular values and right singular vectors of sparse ratings, by randomised subspace iteration: random
 * directions go through A and A' again and again, are made orthonormal in between, and at the end turned by the
 * eigenvectors of their Gram matrix. The centring is a correction of rank one to each product. Deterministic for a seed,
 * whatever the number of threads. After Halko, Martinsson and Tropp, "Finding structure with randomness", 2011.
 */
export async function computeTruncatedSvd(
  matrix: CentredRatings,
  settings: RandomizedSvdSettings,
  pool: KernelPool,
  { seed = 0, signal, onProgress }: FitOptions,
): Promise<TruncatedSvd> {
  const { userCount, itemCount } = matrix.interactions;
  const { components, powerIterations } = settings;
  const directions = Math.min(components + settings.oversampling, userCount, itemCount);
  const width = Math.max(4, Math.ceil(directions / 4) * 4);
  const space = new SubspaceIteration(matrix, width, pool, signal);
  space.drawItems(directions, new NumpyRandomState(seed));
  for (let iteration = 0; iteration < powerIterations; iteration += 1) {
    onProgress?.({
      stage: `iteration ${iteration + 1} of ${powerIterations}`,
      fraction: iteration / (powerIterations + 1),
    });
    await space.multiplyToUsers();
    await space.multiplyToItems();
    await space.orthonormalize();
  }
  // Once more, because the first time leaves what rounding of a badly conditioned Gram matrix made.
  await space.orthonormalize();
  await space.multiplyToUsers();
  return space.rotate(Math.min(components, directions), components);
}

class SubspaceIteration {
  readonly #matrix: CentredRatings;
  readonly #width: number;
  readonly #pool: KernelPool;
  readonly #signal: AbortSignal | undefined;
  readonly #users: Float32Array;
  readonly #items: Float32Array;
  readonly #rotated: Float32Array;
  readonly #turn: Float32Array;
  readonly #partials: Float32Array;
  readonly #byUser: readonly (Uint32Array | Uint8Array | Float32Array)[];
  readonly #byItem: readonly (Uint32Array | Uint8Array | Float32Array)[];

  constructor(matrix: CentredRatings, width: number, pool: KernelPool, signal: AbortSignal | undefined) {
    const { userCount, itemCount, byUser, byItem } = matrix.interactions;
    const { memory } = pool;
    const most = Math.max(userCount, itemCount);
    this.#matrix = matrix;
    this.#width = width;
    this.#pool = pool;
    this.#signal = signal;
    this.#users = memory.allocate(Float32Array, userCount * width);
    this.#items = memory.allocate(Float32Array, itemCount * width);
    this.#rotated = memory.allocate(Float32Array, itemCount * width);
    this.#turn = memory.allocate(Float32Array, width * width);
    this.#partials = memory.allocate(Float32Array, Math.ceil(most / GRAM_ROWS) * width * width);
    const [userShifts, itemShifts] = [memory.copy(matrix.userShifts), memory.copy(matrix.itemShifts)];
    const copy = ({ offsets, columns, codes }: typeof byUser) =>
      [offsets, columns, codes].map((part) => memory.copy(part));
    this.#byUser = [...copy(byUser), userShifts, itemShifts];
    this.#byItem = [...copy(byItem), itemShifts, userShifts];
  }

  drawItems(directions: number, random: NumpyRandomState): void {
    for (let from = 0; from < this.#items.length; from += this.#width) {
      this.#items.set(random.randn(directions), from);
    }
  }

  /** users = A × items. */
  async multiplyToUsers(): Promise<void> {
    await this.#multiply(this.#byUser, this.#items, this.#users);
    const { columnCentres } = this.#matrix;
    if (columnCentres === undefined) return;
    const shift = sumRows(this.#items, this.#width, columnCentres);
    for (let at = 0; at < this.#users.length; at += 1) this.#users[at]! -= shift[at % this.#width]!;
  }

  /** items = A' × users. */
  async multiplyToItems(): Promise<void> {
    await this.#multiply(this.#byItem, this.#users, this.#items);
    const { columnCentres } = this.#matrix;
    if (columnCentres === undefined) return;
    const sum = sumRows(this.#users, this.#width, undefined);
    for (let at = 0; at < this.#items.length; at += 1) {
      this.#items[at]! -= columnCentres[Math.floor(at / this.#width)]! * sum[at % this.#width]!;
    }
  }

  /** Replace the items' directions by orthonormal ones of the same span; those that depend on others become zeros. */
  async orthonormalize(): Promise<void> {
    const gram = await this.#computeGram(this.#items);
    const { values: eigenvalues, vectors } = computeSymmetricEigen(gram, this.#width);
    const least = SMALLEST_SHARE * eigenvalues[0]!;
    this.#turn.forEach((_, at) => {
      const eigenvalue = eigenvalues[at % this.#width]!;
      this.#turn[at] = eigenvalue > least ? vectors[at]! / Math.sqrt(eigenvalue) : 0;
    });
    await this.#turnItems();
  }

  /** Singular values and vectors, once the items are orthonormal and the users A × items. */
  async rotate(found: number, components: number): Promise<TruncatedSvd> {
    const width = this.#width;
    const { values, vectors } = computeSymmetricEigen(await this.#computeGram(this.#users), width);
    this.#turn.set(vectors);
    await this.#turnItems();
    const singularValues = new Float64Array(components);
    const itemVectors = new Float32Array((this.#items.length / width) * components);
    for (let k = 0; k < found; k += 1) {
      if (!(values[k]! > SMALLEST_SHARE * values[0]!)) break;
      singularValues[k] = Math.sqrt(values[k]!);
      for (let row = 0; row * width < this.#items.length; row += 1) {
        itemVectors[row * components + k] = this.#items[row * width + k]!;
      }
    }
    return { singularValues, itemVectors };
  }

  #multiply(
    rows: readonly (Uint32Array | Uint8Array | Float32Array)[],
    dense: Float32Array,
    out: Float32Array,
  ): Promise<void> {
    const rowCount = out.length / this.#width;
    const parameters = [ROWS_PER_BLOCK, rowCount, ...rows, dense, this.#width, out];
    const blocks = Math.ceil(rowCount / ROWS_PER_BLOCK);
    return this.#pool.run({ kernel: 'multiplySparseRows', blocks, parameters, signal: this.#signal });
  }

  /** items = items × turn. */
  async #turnItems(): Promise<void> {
    const rowCount = this.#items.length / this.#width;
    const parameters = [GRAM_ROWS, rowCount, this.#items, this.#width, this.#turn, this.#width, this.#rotated];
    const blocks = Math.ceil(rowCount / GRAM_ROWS);
    await this.#pool.run({ kernel: 'multiplyRows', blocks, parameters, signal: this.#signal });
    this.#items.set(this.#rotated);
  }

  async #computeGram(values: Float32Array): Promise<Float64Array> {
    const rowCount = values.length / this.#width;
    const blocks = Math.ceil(rowCount / GRAM_ROWS);
    const parameters = [GRAM_ROWS, rowCount, values, this.#width, this.#partials];
    await this.#pool.run({ kernel: 'computeGram', blocks, parameters, signal: this.#signal });
    const size = this.#width ** 2;
    const gram = new Float64Array(size);
    for (let at = 0; at < blocks * size; at += 1) gram[at % size]! += this.#partials[at]!;
    return gram;
  }
}

/** Σ weight × row. */
function sumRows(values: Float32Array, width: number, weights: Float64Array | undefined): Float64Array {
  const sum = new Float64Array(width);
  for (let at = 0; at < values.length; at += 1) {
    sum[at % width]! += (weights?.[Math.floor(at / width)] ?? 1) * values[at]!;
  }
  return sum;
}
