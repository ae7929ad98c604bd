import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GeneratedSize } from './generated-size.ts';

const genres = [
  ...['Action', 'Adventure', 'Animation', 'Children', 'Comedy', 'Crime', 'Documentary', 'Drama', 'Fantasy'],
  ...['Film-Noir', 'Horror', 'IMAX', 'Musical', 'Mystery', 'Romance', 'Sci-Fi', 'Thriller', 'War', 'Western'],
];
const adjectives = ['Silent', 'Crimson', 'Last', 'Hidden', 'Golden', 'Broken', 'Electric', 'Winter', 'Lost', 'Distant'];
const nouns = ['Harbour', 'Empire', 'Garden', 'Signal', 'River', 'Promise', 'Machine', 'Orchard', 'Voyage', 'Mirror'];
/** Tags for every rating, as in MovieLens 32M: 2,000,072 of 32,000,204. */
const TAGS_PER_RATING = 0.0625;
const DIFFERENT_TAGS = 100_000;

/** Write `movies.csv` and `tags.csv`: genres go along with the planted factors, tags are skewed to a few. */
export function generateFilms(
  folder: string,
  { ratings, users, films }: GeneratedSize,
  factors: Float64Array,
  random: () => number,
): void {
  const pick = (count: number) => Math.floor(random() * count);
  const width = factors.length / films;
  const rows = Array.from({ length: films }, (_, film) => {
    const own = Array.from(
      { length: width },
      (_unused, factor) => factor * 2 + (factors[film * width + factor]! > 0 ? 1 : 0),
    );
    const chosen = new Set([...own.slice(0, 1 + pick(width)), pick(genres.length)]);
    const title = `${adjectives[pick(10)]} ${nouns[pick(10)]}, The ${film} (${1930 + pick(95)})`;
    return `${film + 1},"${title}",${[...chosen].map((genre) => genres[genre]).join('|')}\n`;
  });
  writeFileSync(path.join(folder, 'movies.csv'), `movieId,title,genres\n${rows.join('')}`);
  const tagCount = Math.round(ratings * TAGS_PER_RATING);
  const differentTags = Math.min(DIFFERENT_TAGS, Math.max(50, Math.round(tagCount / 10)));
  const pieces = ['userId,movieId,tag,timestamp\n'];
  for (let tag = 0; tag < tagCount; tag += 1) {
    // Squares and cubes lean to the small numbers: a few tags and films have most.
    const name = Math.floor(random() ** 3 * differentTags);
    pieces.push(`${pick(users) + 1},${Math.floor(random() ** 2 * films) + 1},tag ${name},${1_200_000_000 + tag}\n`);
  }
  writeFileSync(path.join(folder, 'tags.csv'), pieces.join(''));
}
