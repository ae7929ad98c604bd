const STEP = 0.5;
const MOST = 5;

/** The rating under a pointer that is `share` (0 to 1) of the way across five stars: half a star at least. */
export function ratingAtShare(share: number): number {
  const held = Math.min(1, Math.max(0, share));
  return Math.max(STEP, Math.ceil(held * MOST * 2 - 1e-9) / 2);
}

/**
 * The rating that a key leads to from another one (0: not rated), or `undefined` for a key that means nothing here.
 * Arrows go by half a star, 1 to 5 choose that many, Home and End the least and the most, 0, Delete and Backspace none.
 */
export function ratingAfterKey(key: string, rating: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(MOST, rating + STEP);
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, rating - STEP);
    case 'Home':
      return STEP;
    case 'End':
      return MOST;
    case 'Delete':
    case 'Backspace':
      return 0;
    default:
      return /^[0-5]$/.test(key) ? Number(key) : undefined;
  }
}
