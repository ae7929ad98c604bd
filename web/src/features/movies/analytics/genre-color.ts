import { createGenreColorMap, otherGenreColor } from '@starweave/film-text';

const genreColors: Readonly<Record<string, string>> = createGenreColorMap();

/** The colour of a genre's marks, `#RRGGBB`. */
export function colorOfGenre(genre: string): string {
  return Object.hasOwn(genreColors, genre) ? genreColors[genre]! : otherGenreColor;
}
