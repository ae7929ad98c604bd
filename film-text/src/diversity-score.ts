import { type Genres, splitGenres } from './genres.ts';

/** How many mentions are drawn; the documented example has five, so that its 0.6 stands. */
const DRAWN_MENTIONS = 5;

/**
 * How varied the genres of a list of films are, from 0 (no genres) to 1 (no genre twice), to two decimals.
 *
 * Draw n = min(5, M) of the list's M mentions of genres at random; the score is the number of different genres to be
 * expected among them, divided by n. With m_g mentions of genre g:
 *
 *     score = (1 / n) · Σ_g [1 − C(M − m_g, n) / C(M, n)]
 *
 * Lists of different lengths can be compared by it, which different genres ÷ M can't: that tends to 0 for every long list.
 * For lists of up to five mentions both are the same. Source: rarefaction, Hurlbert 1971, "The Nonconcept of Species
 * Diversity", equation 14.
 */
export function calculateDiversityScore(films: readonly { readonly genres: Genres }[]): number {
  const counts = countGenres(films);
  const mentions = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (mentions === 0) return 0;
  const drawn = Math.min(DRAWN_MENTIONS, mentions);
  let expected = 0;
  for (const count of counts.values()) expected += 1 - chanceOfMissing(count, mentions, drawn);
  return Math.round((expected / drawn) * 100) / 100;
}

/** How many films of a list have each genre, counting each mention; in order of first appearance. */
export function countGenres(films: readonly { readonly genres: Genres }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { genres } of films)
    for (const genre of splitGenres(genres)) counts.set(genre, (counts.get(genre) ?? 0) + 1);
  return counts;
}

/** C(total − count, drawn) / C(total, drawn): none of `count` is among `drawn` of `total`. */
function chanceOfMissing(count: number, total: number, drawn: number): number {
  let chance = 1;
  for (let draw = 0; draw < drawn; draw += 1) chance *= Math.max(0, total - count - draw) / (total - draw);
  return chance;
}
