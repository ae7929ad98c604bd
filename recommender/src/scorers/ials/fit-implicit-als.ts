import { NumpyRandomState } from '@starweave/numerics';
import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { Interactions } from '../../interactions/interactions.ts';
import type { KernelPool } from '../../kernels/kernel-pool.ts';
import { drawFactors } from '../factorization/fit-biased-factors.ts';
import type { FitOptions } from '../scorer.ts';

/** How iALS is fitted. */
export interface ImplicitAlsSettings {
  readonly factors: number;
  readonly epochs: number;
  readonly regularization: number;
  /** ν: 0 regularises all rows alike, 1 in proportion to what they hold. */
  readonly regularizationExponent: number;
  /** α₀, the weight of a pair without a rating; one with a rating has 1 more. */
  readonly unobservedWeight: number;
  readonly initialDeviation: number;
  /** Steps of conjugate gradients for a row; 0 solves exactly, by Cholesky. */
  readonly conjugateSteps: number;
  /** Ratings of fewer half stars count as none. */
  readonly minimumCode: number;
}

/** Fitted factors, `width` numbers a row, in kernel memory. */
export interface ImplicitAlsFactors {
  readonly width: number;
  readonly userFactors: Float32Array;
  readonly itemFactors: Float32Array;
}

const ROWS_PER_BLOCK = 32;
const GRAM_ROWS = 2048;

/**
 * Minimise Σ_S (1 − w_u·h_i)² + α₀ Σ_all (w_u·h_i)² + Σ_u λ_u |w_u|² + Σ_i λ_i |h_i|² by alternating least squares, with
 * λ_u = λ (|S_u| + α₀ items)^ν and λ_i = λ (|S_i| + α₀ users)^ν. At the end users are solved for exactly. Deterministic for a
 * seed, whatever the number of threads.
 */
export async function fitImplicitAls(
  interactions: Interactions,
  settings: ImplicitAlsSettings,
  pool: KernelPool,
  { seed = 0, signal, onProgress }: FitOptions,
): Promise<ImplicitAlsFactors> {
  const { userCount, itemCount, byUser, byItem } = interactions;
  const width = Math.max(4, Math.ceil(settings.factors / 4) * 4);
  const random = new NumpyRandomState(seed);
  const sides = [byUser, byItem].map((rows) => createSide(rows, width, settings, pool));
  const [users, items] = [sides[0]!, sides[1]!];
  const deviation = settings.initialDeviation / Math.sqrt(Math.max(1, settings.factors));
  for (const { factors } of [users, items])
    drawFactors(factors, { width, factors: settings.factors, deviation }, random);
  const solver = { width, settings, pool, signal };
  users.penalties.set(listPenalties(byUser, itemCount, settings));
  items.penalties.set(listPenalties(byItem, userCount, settings));
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    onProgress?.({ stage: `epoch ${epoch + 1} of ${settings.epochs}`, fraction: epoch / (settings.epochs + 1) });
    await solveSide(users, items, solver);
    await solveSide(items, users, solver);
  }
  onProgress?.({ stage: 'users', fraction: settings.epochs / (settings.epochs + 1) });
  await solveSide(users, items, { ...solver, settings: { ...settings, conjugateSteps: 0 } });
  return { width, userFactors: users.factors, itemFactors: items.factors };
}

/** The penalty of a row with `count` ratings, against `others` columns. */
export function computePenalty(count: number, others: number, settings: PenaltySettings): number {
  const { regularization, unobservedWeight, regularizationExponent } = settings;
  return regularization * (count + unobservedWeight * others) ** regularizationExponent;
}

type PenaltySettings = Pick<ImplicitAlsSettings, 'regularization' | 'unobservedWeight' | 'regularizationExponent'>;

/** 1 for the codes that count, by code. */
export function createCodeWeights(minimumCode: number): Float32Array {
  return Float32Array.from({ length: 11 }, (_, code) => (code >= minimumCode ? 1 : 0));
}

interface Side {
  readonly rowCount: number;
  readonly factors: Float32Array;
  readonly rows: readonly (Uint32Array | Uint8Array)[];
  readonly weights: Float32Array;
  readonly penalties: Float32Array;
  /** Room for α₀ times the Gram matrix of this side's factors. */
  readonly gram: Float32Array;
  readonly partials: Float32Array;
}

function createSide(rows: CompressedRows, width: number, settings: ImplicitAlsSettings, { memory }: KernelPool): Side {
  const { rowCount } = rows;
  return {
    rowCount,
    factors: memory.allocate(Float32Array, rowCount * width),
    rows: [memory.copy(rows.offsets), memory.copy(rows.columns), memory.copy(rows.codes)],
    weights: memory.copy(createCodeWeights(settings.minimumCode)),
    penalties: memory.allocate(Float32Array, rowCount),
    gram: memory.allocate(Float32Array, width * width),
    partials: memory.allocate(Float32Array, Math.ceil(rowCount / GRAM_ROWS) * width * width),
  };
}

function listPenalties({ rowCount, offsets, codes }: CompressedRows, others: number, settings: ImplicitAlsSettings) {
  return Float32Array.from({ length: rowCount }, (_, row) => {
    let count = 0;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at += 1) if (codes[at]! >= settings.minimumCode) count += 1;
    return computePenalty(count, others, settings);
  });
}

interface Solver {
  readonly width: number;
  readonly settings: ImplicitAlsSettings;
  readonly pool: KernelPool;
  readonly signal: AbortSignal | undefined;
}

/** One side's factors, given the other's. */
async function solveSide(side: Side, other: Side, solver: Solver): Promise<void> {
  const { width, settings, pool, signal } = solver;
  await computeWeightedGram(other, solver);
  const parameters = [
    ...[ROWS_PER_BLOCK, side.rowCount, ...side.rows, side.weights, 0, 0],
    ...[other.factors, side.factors, width, other.gram, side.penalties],
  ];
  const blocks = Math.ceil(side.rowCount / ROWS_PER_BLOCK);
  const scratchBytes = (width + 64) * width * 4;
  const steps = settings.conjugateSteps;
  if (steps === 0) await pool.run({ kernel: 'solveRowsByCholesky', blocks, parameters, scratchBytes, signal });
  else {
    const task = { blocks, parameters: [...parameters, steps], scratchBytes, signal };
    await pool.run({ kernel: 'solveRowsByConjugateGradient', ...task });
  }
}

async function computeWeightedGram({ rowCount, factors, gram, partials }: Side, solver: Solver): Promise<void> {
  const { width, settings, pool, signal } = solver;
  const blocks = Math.ceil(rowCount / GRAM_ROWS);
  const parameters = [GRAM_ROWS, rowCount, factors, width, partials];
  await pool.run({ kernel: 'computeGram', blocks, parameters, signal });
  const sum = new Float64Array(width * width);
  for (let at = 0; at < partials.length; at += 1) sum[at % sum.length]! += partials[at]!;
  for (let at = 0; at < sum.length; at += 1) gram[at] = sum[at]! * settings.unobservedWeight;
}
