import type { Interactions } from '../../interactions/interactions.ts';
import type { KernelPool } from '../../kernels/kernel-pool.ts';
import type { BiasedFactors } from './fit-biased-factors.ts';

/** The penalties of one rating, as in stochastic gradient descent; no biases when the first is `undefined`. */
export interface UserPenalties {
  readonly biasRegularization: number | undefined;
  readonly factorRegularization: number;
}

const ROWS_PER_BLOCK = 64;
const SMALLEST_PENALTY = 1e-6;

/**
 * Every user's bias and factors where they minimise Σ (r − mean − b_i − b_u − q_i·p)² + n (λ_b b_u² + λ_p |p|²) over their n
 * ratings, with the items as they are: what a person who is folded in gets. Overwrites biases and factors of users.
 */
export async function refitUsers(
  { byUser, userCount, itemCount }: Interactions,
  model: BiasedFactors,
  { biasRegularization, factorRegularization }: UserPenalties,
  { pool, signal }: { readonly pool: KernelPool; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { memory } = pool;
  const wide = biasRegularization === undefined ? model.width : model.width + 4;
  // The kernel has one penalty a row: a bias of another penalty is one whose feature is scaled.
  const penalty = Math.max(SMALLEST_PENALTY, factorRegularization);
  const scale = Math.sqrt(penalty / Math.max(SMALLEST_PENALTY, biasRegularization ?? 1));
  const features = memory.allocate(Float32Array, itemCount * wide);
  for (let item = 0; item < itemCount; item += 1) {
    features.set(model.itemFactors.subarray(item * model.width, (item + 1) * model.width), item * wide);
    if (biasRegularization !== undefined) features[item * wide + model.width] = scale;
  }
  const solutions = memory.allocate(Float32Array, userCount * wide);
  const counts = byUser.offsets.subarray(1).map((end, user) => end - byUser.offsets[user]!);
  const parameters = [
    ...[ROWS_PER_BLOCK, userCount, memory.copy(byUser.offsets), memory.copy(byUser.columns), memory.copy(byUser.codes)],
    ...[memory.copy(new Float32Array(11).fill(1)), memory.copy(new Float32Array(userCount).fill(model.mean))],
    ...[memory.copy(model.itemBiases), features, solutions, wide, memory.allocate(Float32Array, wide * wide)],
    memory.copy(Float32Array.from(counts, (count) => penalty * count)),
  ];
  const blocks = Math.ceil(userCount / ROWS_PER_BLOCK);
  const scratchBytes = (wide + 64) * wide * 4;
  await pool.run({ kernel: 'solveRowsByCholesky', blocks, parameters, scratchBytes, signal });
  for (let user = 0; user < userCount; user += 1) {
    const from = user * wide;
    model.userFactors.set(solutions.subarray(from, from + model.width), user * model.width);
    model.userBiases[user] = biasRegularization === undefined ? 0 : solutions[from + model.width]! * scale;
  }
}
