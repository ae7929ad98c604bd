import type { KernelFunctions } from '../../kernels/kernel-functions.ts';
import { KernelMemory } from '../../kernels/kernel-memory.ts';
import { chooseKernelBuild, instantiateKernels, loadKernelModule } from '../../kernels/kernel-module.ts';

/** Rows are copied to where the kernel reaches them in parts of so many bytes, which stay in a processor's cache. */
const PART_BYTES = 2 ** 18;
/** The kernels take numbers of a row by fours. */
const NUMBERS_AT_ONCE = 4;

/** For one person at a time. */
interface Workspace {
  readonly kernels: KernelFunctions;
  /** The width, a multiple of four. */
  readonly padded: number;
  readonly rows: Float64Array;
  readonly matrix: Float64Array;
}

const workspaces = new Map<number, Workspace>();

/**
 * The upper triangle of a matrix += Σ xx' over the rows x of `features`, in doubles.
 *
 * @param features rows of `width` numbers
 * @param matrix width × width; what it holds below the diagonal stays
 */
export function addOuterProducts(features: Float64Array, width: number, matrix: Float64Array): void {
  const count = features.length / width;
  const { kernels, padded, rows, matrix: sums } = requireWorkspace(width);
  sums.fill(0);
  const rowsPerPart = rows.length / padded;
  for (let first = 0; first < count; first += rowsPerPart) {
    const last = Math.min(count, first + rowsPerPart);
    if (padded === width) rows.set(features.subarray(first * width, last * width));
    else {
      for (let row = first; row < last; row += 1) {
        rows.set(features.subarray(row * width, (row + 1) * width), (row - first) * padded);
      }
    }
    kernels.addOuterProducts(rows.byteOffset, last - first, padded, sums.byteOffset);
  }
  for (let a = 0; a < width; a += 1) {
    for (let b = a; b < width; b += 1) matrix[a * width + b]! += sums[a * padded + b]!;
  }
}

/**
 * As `factorizeCholesky`, with the same numbers; what the matrix holds below the diagonal afterwards means nothing.
 *
 * @returns false when the matrix isn't positive definite (up to rounding); then its content is as it was
 */
export function factorizeNormal(matrix: Float64Array, width: number): boolean {
  const { kernels, padded, matrix: factor } = requireWorkspace(width);
  for (let a = 0; a < width; a += 1) factor.set(matrix.subarray(a * width, (a + 1) * width), a * padded);
  if (kernels.factorizeUpper(factor.byteOffset, width, padded) === 0) return false;
  for (let a = 0; a < width; a += 1) matrix.set(factor.subarray(a * padded, a * padded + width), a * width);
  return true;
}

function requireWorkspace(width: number): Workspace {
  const known = workspaces.get(width);
  if (known !== undefined) return known;
  const memory = new KernelMemory();
  const padded = Math.ceil(width / NUMBERS_AT_ONCE) * NUMBERS_AT_ONCE;
  const fitting = Math.floor(PART_BYTES / (padded * Float64Array.BYTES_PER_ELEMENT));
  const workspace = {
    kernels: instantiateKernels(loadKernelModule(chooseKernelBuild()), memory.memory),
    padded,
    // The last numbers of a row that is padded stay 0.
    rows: memory.allocate(Float64Array, Math.max(1, fitting) * padded),
    matrix: memory.allocate(Float64Array, padded * padded),
  };
  workspaces.set(width, workspace);
  return workspace;
}
