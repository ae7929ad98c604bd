import type { ScorerId } from './scorer-id.ts';

/** One additive part of a score. */
export type Contribution =
  | { readonly kind: 'mean' | 'user-bias' | 'item-bias'; readonly amount: number }
  /** An item of the person's history. */
  | { readonly kind: 'rated-item'; readonly item: number; readonly rating: number; readonly amount: number }
  /** Somebody who rated the item. */
  | {
      readonly kind: 'neighbour';
      readonly user: number;
      readonly similarity: number;
      readonly rating: number;
      readonly amount: number;
    }
  /** A genre, tag, word, director or keyword. */
  | { readonly kind: 'term'; readonly term: string; readonly amount: number }
  /** A part of a blend, by its scorer's id. */
  | { readonly kind: 'part'; readonly part: ScorerId; readonly amount: number }
  /** What no single cause can be named for, such as clipping to the scale. */
  | { readonly kind: 'rest'; readonly reason: string; readonly amount: number };

/** Why an item has its score: parts that add up to `total`, up to rounding. */
export interface Explanation {
  /** What `total` is: the predicted rating in stars, or the ranking score. */
  readonly of: 'rating' | 'score';
  readonly total: number;
  /** The largest absolute amounts first. */
  readonly contributions: readonly Contribution[];
}
