import type { RecommendResponse } from '@starweave/contract';
import { formatQuantity } from '../../../design/charts/format-number.ts';

/** A list that has just changed, for people who listen to the page: how long it is and how it begins. */
export function describeNewList({ recommendations }: Pick<RecommendResponse, 'recommendations'>): string {
  const [first] = recommendations;
  if (first === undefined) return 'The list is empty now: no film passes all of this.';
  return `The list has changed: ${formatQuantity(recommendations.length, 'film')}, the first is ${first.title.slice(0, 200)}.`;
}
