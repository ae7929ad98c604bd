const MOST_STARS = 5;

/** How a rating is written: `⭐⭐⭐⭐✨ (4.7/5.0)`, `4.7/5.0`, or `4.7 out of 5 stars`. */
export type RatingStyle = 'stars' | 'number' | 'words';

/**
 * A rating as text. 4.7 is `⭐⭐⭐⭐✨ (4.7/5.0)`, in numbers `4.7/5.0`, in words, as a screen reader should say it,
 * `4.7 out of 5 stars`.
 *
 * Held between 0 and 5, rounded to one decimal, halves up (4.25 is 4.3); the stars follow the rounded number, so that
 * both always say the same: ⭐ for each whole star, ✨ for a half or more, ☆ up to five. What is not a number is `Not rated`.
 */
export function formatRating(rating: number | null | undefined, style: RatingStyle = 'stars'): string {
  const tenths = roundToTenths(rating);
  if (tenths === undefined) return 'Not rated';
  const number = (tenths / 10).toFixed(1);
  if (style === 'words') return `${number} out of 5 stars`;
  if (style === 'number') return `${number}/5.0`;
  return `${drawStars(tenths)} (${number}/5.0)`;
}

/**
 * A rating as HTML: five stars and the number, with the rating in words as the stars' text alternative; how large and in
 * which colour is the page's affair (class `stars`). Stars and rounding as in `formatRating`.
 *
 * 113 characters for every rating. What is not a number shows five empty stars and a dash, with the alternative `Not rated`.
 * Nothing of the argument but its value gets into the HTML.
 */
export function createRatingStars(rating: number | null | undefined): string {
  const tenths = roundToTenths(rating);
  const stars = drawStars(tenths ?? 0);
  const number = tenths === undefined ? '–' : (tenths / 10).toFixed(1);
  const words = formatRating(rating, 'words');
  return `<span role="img" aria-label="${words}" class="stars">${stars}</span> <span aria-hidden="true">(${number})</span>`;
}

function roundToTenths(rating: number | null | undefined): number | undefined {
  if (typeof rating !== 'number' || Number.isNaN(rating)) return undefined;
  const held = Math.min(MOST_STARS, Math.max(0, rating));
  // The small addend makes 4.35, which is a little less in binary, round as people write it.
  return Math.round(held * 10 + 1e-9);
}

function drawStars(tenths: number): string {
  const whole = Math.floor(tenths / 10);
  const half = tenths % 10 >= 5 ? 1 : 0;
  return '⭐'.repeat(whole) + '✨'.repeat(half) + '☆'.repeat(MOST_STARS - whole - half);
}
