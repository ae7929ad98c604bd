import type { Interactions } from '../../interactions/interactions.ts';
import type { RatingBiases } from '../baseline/fit-biases.ts';
import { rowOf } from '../neighbours/history.ts';
import { buildProfile, meetItem } from './taste-profile.ts';
import type { TermMatrix } from './term-matrix.ts';

const SAMPLED_USERS = 2000;

/**
 * How much of a profile's opinion holds: the slope of what biases leave of a rating on the opinion that the person's other
 * ratings give, by least squares over up to 2000 users, evenly spread; at least 0.
 */
export function calibrateSlope(
  { byUser, userCount }: Interactions,
  matrix: TermMatrix,
  biases: RatingBiases,
  damping: number,
): number {
  let squares = 0;
  let products = 0;
  const stride = Math.max(1, Math.floor(userCount / SAMPLED_USERS));
  for (let user = 0; user < userCount; user += stride) {
    const ratings = rowOf(byUser, user, biases.users[user]!);
    const profile = buildProfile(matrix, biases, ratings);
    for (let position = ratings.start; position < ratings.end; position += 1) {
      const item = ratings.columns[position]!;
      const residual = ratings.codes[position]! / 2 - biases.mean - ratings.bias - biases.items[item]!;
      const { opinion, likeness } = meetItem(matrix, profile, item);
      const own = squaredLength(matrix, item);
      const others = (opinion - own * residual) / Math.max(likeness - own + damping, SMALLEST);
      squares += others * others;
      products += others * residual;
    }
  }
  return squares > 0 ? Math.max(0, products / squares) : 0;
}

/** Keeps the division defined where nobody's other ratings are like the item, and damping is 0. */
const SMALLEST = 1e-6;

function squaredLength({ offsets, weights }: TermMatrix, item: number): number {
  let sum = 0;
  for (let entry = offsets[item]!; entry < offsets[item + 1]!; entry += 1) sum += weights[entry]! ** 2;
  return sum;
}
