import type { MovieGenre } from './genres.ts';

/** The colour of a genre that is not one of `movieGenres`. */
export const otherGenreColor = '#8A8F98';

const colorByGenre: Readonly<Record<MovieGenre, string>> = {
  Action: '#FF6B6B',
  Adventure: '#E8871E',
  Animation: '#D9B310',
  Children: '#8FCB3B',
  Comedy: '#F4C95D',
  Crime: '#7D4E57',
  Documentary: '#4F8A8B',
  Drama: '#5B7DB1',
  Fantasy: '#A06CD5',
  'Film-Noir': '#565264',
  Horror: '#8B1E3F',
  IMAX: '#2D9CDB',
  Musical: '#E36BAE',
  Mystery: '#5D3FD3',
  Romance: '#C2185B',
  'Sci-Fi': '#00B8A9',
  Thriller: '#B5541C',
  War: '#6B705C',
  Western: '#B08968',
};

/**
 * A colour, as `#RRGGBB`, for each of the 19 genres; a new object each time. All differ visibly. They fill bars and dots
 * beside a name: a colour alone tells nobody which genre is meant. Others take `otherGenreColor`.
 */
export function createGenreColorMap(): Record<MovieGenre, string> {
  return { ...colorByGenre };
}
