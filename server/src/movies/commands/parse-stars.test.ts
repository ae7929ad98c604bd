import { describe, expect, it } from 'vitest';
import { parseStars } from './parse-stars.ts';

describe('parseStars', () => {
  it.each([
    ['Heat 4.5', 'Heat', 9],
    ['Heat 4,5', 'Heat', 9],
    ['Heat 4½', 'Heat', 9],
    ['Heat 4 ½', 'Heat', 9],
    ['Heat ½', 'Heat', 1],
    ['Heat .5', 'Heat', 1],
    ['Heat 0.5', 'Heat', 1],
    ['Heat 4.0', 'Heat', 8],
    ['Heat 5', 'Heat', 10],
    ['Heat 4/5', 'Heat', 8],
    ['Heat 9/10', 'Heat', 9],
    ['Heat 4 stars', 'Heat', 8],
    ['Heat 1 star', 'Heat', 2],
    ['Heat ★★★★', 'Heat', 8],
    ['Heat ★★★★½', 'Heat', 9],
    ['Heat ★★★☆☆', 'Heat', 6],
    ['Heat ⭐⭐⭐', 'Heat', 6],
    ['Heat ⭐️⭐️', 'Heat', 4],
    ['Heat ⭐⭐⭐⭐✨ ', 'Heat', 9],
    ['Heat (1995) 4.5', 'Heat (1995)', 9],
    ['1917 4', '1917', 8],
    ['8½ 5', '8½', 10],
    ['Apollo 13 3.5', 'Apollo 13', 7],
    ['Toy Story 3 4', 'Toy Story 3', 8],
    ['"Heat" 4', '"Heat"', 8],
    ['جدایی نادر از سیمین 4.5', 'جدایی نادر از سیمین', 9],
    ['🎬 4', '🎬', 8],
    ['<script>alert(1)</script> 2', '<script>alert(1)</script>', 4],
  ])('%s', (words, title, halfStars) => expect(parseStars(words)).toEqual({ kind: 'rated', title, halfStars }));

  it.each([
    ['Heat 0', 'Heat', '0'],
    ['Heat 7', 'Heat', '7'],
    ['Heat 4.3', 'Heat', '4.3'],
    ['Heat 5.5', 'Heat', '5.5'],
    ['Heat 11/10', 'Heat', '11/10'],
    ['Heat ★★★★★★', 'Heat', '★★★★★★'],
    ['Heat ☆☆☆☆☆', 'Heat', '☆☆☆☆☆'],
    ['Apollo 13', 'Apollo', '13'],
  ])('%s is no rating', (words, title, stars) => {
    expect(parseStars(words)).toEqual({ kind: 'out-of-range', title, stars });
  });

  it.each(['Heat', 'Heat good', 'Heat -1', '', 'Se7en', 'Blade Runner 2049', 'Heat 1e3'])(
    '%s has no stars',
    (words) => {
      expect(parseStars(words)).toEqual({ kind: 'unrated', title: words });
    },
  );

  it('reads a bare number as stars without a title', () => {
    expect(parseStars('4.5')).toEqual({ kind: 'rated', title: '', halfStars: 9 });
  });

  it('takes ten thousand characters in its stride', () => {
    for (const filler of ['x', ' ', '★', '½', '1', ' 1', '((']) {
      const words = `a${filler.repeat(10_000)}b`;
      expect(parseStars(words)).toEqual({ kind: 'unrated', title: words });
    }
  });
});
