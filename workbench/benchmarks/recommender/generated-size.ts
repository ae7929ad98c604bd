/** How many of each there are. */
export interface GeneratedSize {
  readonly ratings: number;
  readonly users: number;
  readonly films: number;
}

/** The numbers of MovieLens 32M. */
export const fullSize: GeneratedSize = { ratings: 32_000_204, users: 200_948, films: 87_585 };

/** As few users and films as go with so many ratings, in MovieLens's proportions (ml-1m has more ratings a film). */
export function scaleSize(ratings: number): GeneratedSize {
  const share = ratings / fullSize.ratings;
  return {
    ratings,
    users: Math.max(200, Math.round(fullSize.users * share)),
    films: Math.max(400, Math.round(fullSize.films * share ** 0.7)),
  };
}
