import type { MovieRecommendation } from '@starweave/contract';

/** How two lists relate. */
export interface ListComparison {
  /** Films in both. */
  readonly sharedCount: number;
  /** The place of a film in the other list, from 1; by film id, for films in both. */
  readonly placesInFirst: ReadonlyMap<number, number>;
  readonly placesInSecond: ReadonlyMap<number, number>;
}

/** Finds which films two lists share, and where each one stands in the other. */
export function compareLists(
  first: readonly Pick<MovieRecommendation, 'movieId'>[],
  second: readonly Pick<MovieRecommendation, 'movieId'>[],
): ListComparison {
  const places = (list: typeof first) => new Map(list.map(({ movieId }, index) => [movieId, index + 1]));
  const placesInFirst = places(first);
  const placesInSecond = places(second);
  const sharedCount = first.filter(({ movieId }) => placesInSecond.has(movieId)).length;
  return { sharedCount, placesInFirst, placesInSecond };
}
