import { describe, expect, it } from 'vitest';
import { createRatingStars, formatRating } from './rating-stars.ts';

describe('formatRating', () => {
  it('has the documented values', () => {
    expect(formatRating(4.7)).toBe('⭐⭐⭐⭐✨ (4.7/5.0)');
    expect(formatRating(3.0, 'number')).toBe('3.0/5.0');
  });

  it.each([
    [0, '☆☆☆☆☆ (0.0/5.0)'],
    [4.49, '⭐⭐⭐⭐✨ (4.5/5.0)'],
    [3.96, '⭐⭐⭐⭐☆ (4.0/5.0)'],
    [5.5, '⭐⭐⭐⭐⭐ (5.0/5.0)'],
    [-1, '☆☆☆☆☆ (0.0/5.0)'],
    [Number.POSITIVE_INFINITY, '⭐⭐⭐⭐⭐ (5.0/5.0)'],
  ])('puts the fault right for %s', (rating, expected) => expect(formatRating(rating)).toBe(expected));

  it.each([
    [4.25, '4.3/5.0'],
    [4.35, '4.4/5.0'],
    [0.05, '0.1/5.0'],
    [4.24, '4.2/5.0'],
    [4.949, '4.9/5.0'],
  ])('rounds %s as people write it', (rating, expected) => expect(formatRating(rating, 'number')).toBe(expected));

  it.each([null, undefined, Number.NaN, 'good' as never])('does not make a number of %s', (rating) => {
    expect(formatRating(rating)).toBe('Not rated');
  });

  it('says it in words', () => expect(formatRating(4.5, 'words')).toBe('4.5 out of 5 stars'));
});

/** What a reader sees: the HTML without its tags. */
const visible = (html: string) => html.replace(/<[^>]*>/g, '');

describe('createRatingStars', () => {
  it('has the documented 113 characters', () => expect(createRatingStars(4.5)).toHaveLength(113));

  it.each([
    [4.5, '⭐⭐⭐⭐✨ (4.5)'],
    [3.26, '⭐⭐⭐☆☆ (3.3)'],
  ])('shows the documented stars for %s', (rating, expected) =>
    expect(visible(createRatingStars(rating))).toBe(expected),
  );

  it('shows five glyphs, 113 characters and the alternative for every rating, outside of the scale too', () => {
    for (let rating = -1; rating <= 6.5; rating += 0.01) {
      const html = createRatingStars(rating);
      expect(html).toHaveLength(113);
      const [, words, stars, number] = /aria-label="([^"]*)".*>([⭐✨☆]{5})<.*\((\d\.\d)\)/u.exec(html)!;
      expect(words).toBe(`${number} out of 5 stars`);
      const fromStars = [...stars!].reduce((sum, star) => sum + { '⭐': 1, '✨': 0.5, '☆': 0 }[star as '⭐'], 0);
      expect(fromStars).toBe(Math.floor(Number(number) * 2) / 2);
    }
  });

  it.each([null, undefined, Number.NaN, '<script>' as never])('says that %s is not rated', (rating) => {
    const html = createRatingStars(rating);
    expect(html).toContain('role="img" aria-label="Not rated"');
    expect(visible(html)).toBe('☆☆☆☆☆ (–)');
    expect(html).not.toContain('script');
  });
});
