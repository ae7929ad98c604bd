import type { UserHistory } from '../scorer.ts';
import { defaultAlternatingSettings } from './fit-biases.ts';

/**
 * The bias of somebody with this history, in stars: Σ (r − mean − item bias) / (regularization + n), the step that
 * alternating least squares makes for a user; 0 without ratings.
 */
export function foldInBias(
  { items, codes }: UserHistory,
  biases: { readonly mean: number; readonly items: Float64Array },
  regularization: number = defaultAlternatingSettings.userRegularization,
): number {
  if (items.length === 0) return 0;
  let sum = 0;
  for (let index = 0; index < items.length; index += 1) {
    sum += codes[index]! / 2 - biases.mean - biases.items[items[index]!]!;
  }
  return sum / (regularization + items.length);
}
