import type { CompressedRows } from '../interactions/compressed-rows.ts';
import type { Interactions } from '../interactions/interactions.ts';
import { computeRatingErrors, type RatingErrors } from '../metrics/rating-errors.ts';
import type { HeldOutPredictions } from './predict-held-out.ts';

/** Kinds of users by their training ratings, and of items by theirs. */
const segmentNames = ['new users', 'light users', 'heavy users', 'new items', 'tail items', 'head items'] as const;

/** One of `segmentNames`. */
export type SegmentName = (typeof segmentNames)[number];

/** Where kinds begin. */
export interface SegmentBorders {
  /** A user with at least so many training ratings is heavy, with fewer light, with none new: the median of histories. */
  readonly heavyFrom: number;
  /** An item with at least so many training ratings is of the head: those items hold 80 % of the ratings. */
  readonly headFrom: number;
}

/** The errors of a segment; a row counts in one segment of users and one of items. */
export interface SegmentErrors extends RatingErrors {
  readonly segment: SegmentName;
  readonly ratingCount: number;
}

const HEAD_SHARE = 0.8;

/** Where light ends and heavy begins in this data. */
export function findSegmentBorders({ byUser, byItem, ratingCount }: Interactions): SegmentBorders {
  const histories = listCounts(byUser).filter((count) => count > 0);
  const popularity = listCounts(byItem).sort((a, b) => b - a);
  let held = 0;
  const head = popularity.find((count) => {
    held += count;
    return held >= HEAD_SHARE * ratingCount;
  });
  return { heavyFrom: histories.sort((a, b) => a - b)[Math.floor(histories.length / 2)] ?? 1, headFrom: head ?? 1 };
}

/** The segment of a user with so many training ratings. */
export function segmentOfUser(ratingCount: number, { heavyFrom }: SegmentBorders): SegmentName {
  if (ratingCount === 0) return 'new users';
  return ratingCount >= heavyFrom ? 'heavy users' : 'light users';
}

/** The segment of an item with so many training ratings. */
function segmentOfItem(ratingCount: number, { headFrom }: SegmentBorders): SegmentName {
  if (ratingCount === 0) return 'new items';
  return ratingCount >= headFrom ? 'head items' : 'tail items';
}

/** Errors by segment; segments without a rating are left out. */
export function computeSegmentErrors(predictions: HeldOutPredictions, borders: SegmentBorders): SegmentErrors[] {
  const { predicted, actual, userRatingCounts, itemRatingCounts } = predictions;
  return segmentNames.flatMap((segment) => {
    const rows = [...predicted.keys()].filter(
      (row) =>
        segmentOfUser(userRatingCounts[row]!, borders) === segment ||
        segmentOfItem(itemRatingCounts[row]!, borders) === segment,
    );
    const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
    const errors = computeRatingErrors(pick(predicted), pick(actual));
    return rows.length === 0 ? [] : [{ segment, ratingCount: rows.length, ...errors }];
  });
}

function listCounts({ offsets, rowCount }: CompressedRows): number[] {
  return Array.from({ length: rowCount }, (_, row) => offsets[row + 1]! - offsets[row]!);
}
