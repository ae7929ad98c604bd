import type { CompressedRows } from '../interactions/compressed-rows.ts';
import type { Contribution, Explanation } from './explanation.ts';

/** The lowest and the highest rating that the data holds, in stars; predictions stay between them. */
export interface RatingScale {
  readonly lowest: number;
  readonly highest: number;
}

const LOWEST_CODE = 1;
const HIGHEST_CODE = 10;

// Every model asks for the scale when it is opened, and a pass over millions of ratings takes longer than the rest of it.
const scales = new WeakMap<Uint8Array, RatingScale>();

/** The scale of data; 0.5 to 5 stars where there are no ratings. */
export function readRatingScale({ codes }: CompressedRows): RatingScale {
  const known = scales.get(codes);
  if (known !== undefined) return known;
  const scale = findRatingScale(codes);
  scales.set(codes, scale);
  return scale;
}

function findRatingScale(codes: Uint8Array): RatingScale {
  let lowest = HIGHEST_CODE;
  let highest = LOWEST_CODE;
  for (let at = 0; at < codes.length && (lowest > LOWEST_CODE || highest < HIGHEST_CODE); at += 1) {
    const code = codes[at]!;
    if (code < lowest) lowest = code;
    if (code > highest) highest = code;
  }
  return codes.length === 0 ? { lowest: 0.5, highest: 5 } : { lowest: lowest / 2, highest: highest / 2 };
}

/** The nearest rating on the scale. */
export function clipToScale(rating: number, { lowest, highest }: RatingScale): number {
  return Math.min(Math.max(rating, lowest), highest);
}

/** Parts of a rating as an explanation of what is predicted: largest first, and what clipping took as a part of its own. */
export function explainRating(parts: readonly Contribution[], scale: RatingScale): Explanation {
  const sum = parts.reduce((total, { amount }) => total + amount, 0);
  const total = clipToScale(sum, scale);
  const contributions = [...parts];
  if (total !== sum) {
    const end = sum > total ? scale.highest : scale.lowest;
    contributions.push({ kind: 'rest', reason: `the scale ends at ${end} stars`, amount: total - sum });
  }
  contributions.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
  return { of: 'rating', total, contributions };
}
