import type { KernelFunctions } from '../../kernels/kernel-functions.ts';
import { KernelMemory } from '../../kernels/kernel-memory.ts';
import { chooseKernelBuild, instantiateKernels, loadKernelModule } from '../../kernels/kernel-module.ts';

/** Rows are copied to where the kernel reaches them in parts of so many bytes, which stay in a processor's cache. */
const PART_BYTES = 2 ** 18;
const LANES = 2;
const ROWS_AT_ONCE = 4;

/** For one person at a time. */
interface Workspace {
  readonly kernels: KernelFunctions;
  /** The width, even. */
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
    const filled = Math.ceil((last - first) / ROWS_AT_ONCE) * ROWS_AT_ONCE;
    rows.fill(0, (last - first) * padded, filled * padded);
    kernels.addOuterProducts(rows.byteOffset, filled, padded, sums.byteOffset);
  }
  for (let a = 0; a < width; a += 1) {
    for (let b = a; b < width; b += 1) matrix[a * width + b]! += sums[a * padded + b]!;
  }
}

function requireWorkspace(width: number): Workspace {
  const known = workspaces.get(width);
  if (known !== undefined) return known;
  const memory = new KernelMemory();
  const padded = Math.ceil(width / LANES) * LANES;
  const fitting = Math.floor(PART_BYTES / (padded * Float64Array.BYTES_PER_ELEMENT * ROWS_AT_ONCE));
  const workspace = {
    kernels: instantiateKernels(loadKernelModule(chooseKernelBuild()), memory.memory),
    padded,
    // The last number of a row that is padded stays 0.
    rows: memory.allocate(Float64Array, Math.max(1, fitting) * ROWS_AT_ONCE * padded),
    matrix: memory.allocate(Float64Array, padded * padded),
  };
  workspaces.set(width, workspace);
  return workspace;
}
