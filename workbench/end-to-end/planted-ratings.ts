import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { oddTitles } from './odd-titles.ts';

export interface PlantedRatings {
  readonly folder: string;
  readonly movieCount: number;
  readonly userCount: number;
  readonly ratingCount: number;
}

const MOVIES = 60;
const USERS = 80;

/**
 * Writes a small data set in MovieLens's layout, all of it made up: half of the people like the films with even numbers, half
 * those with odd ones, and everybody has rated about half of all films. The first films have the odd titles. The same each
 * time.
 */
export async function writePlantedRatings(folder: string): Promise<PlantedRatings> {
  const movies = Array.from({ length: MOVIES }, (_, index) => {
    const genre = index % 2 === 0 ? 'Comedy|Romance' : 'Horror|Thriller';
    const title = Object.values(oddTitles)[index] ?? `Planted Film ${index + 1}`;
    return `${index + 1},"${title.replaceAll('"', '""')} (${1980 + (index % 40)})",${genre}`;
  });
  const ratings: string[] = [];
  for (let user = 1; user <= USERS; user += 1) {
    for (let movie = 1; movie <= MOVIES; movie += 1) {
      // 7 and 11 have no factor in common with 23, so that everybody has rated some, and nobody all.
      const draw = (user * 7 + movie * 11) % 23;
      if (draw >= 12) continue;
      const isLiked = (user + movie) % 2 === 0;
      const stars = (isLiked ? 4 : 2) + (draw % 3) / 2;
      ratings.push(`${user},${movie},${stars.toFixed(1)},${1_600_000_000 + user * 1000 + movie}`);
    }
  }
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'movies.csv'), ['movieId,title,genres', ...movies, ''].join('\n'));
  await writeFile(path.join(folder, 'ratings.csv'), ['userId,movieId,rating,timestamp', ...ratings, ''].join('\n'));
  return { folder, movieCount: MOVIES, userCount: USERS, ratingCount: ratings.length };
}
