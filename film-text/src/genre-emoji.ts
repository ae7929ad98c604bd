import { findMovieGenre, type MovieGenre } from './genres.ts';

const emojiByGenre: Readonly<Record<MovieGenre, string>> = {
  Action: '💥',
  Adventure: '🗺️',
  Animation: '🎨',
  Children: '👶',
  Comedy: '😂',
  Crime: '🔫',
  Documentary: '📽️',
  Drama: '🎭',
  Fantasy: '🧙',
  'Film-Noir': '🎩',
  Horror: '👻',
  IMAX: '🎬',
  Musical: '🎵',
  Mystery: '🔍',
  Romance: '❤️',
  'Sci-Fi': '🚀',
  Thriller: '😱',
  War: '⚔️',
  Western: '🤠',
};

/**
 * The picture for a genre: 💥 for Action; 🎬 for what is not one of `movieGenres`.
 *
 * Case and spaces around it don't matter, and MovieLens 1M's `Children's` is known. It is decoration: show the genre's name
 * beside it, or hide it from screen readers.
 */
export function getGenreEmoji(genre: string | null | undefined): string {
  const known = typeof genre === 'string' ? findMovieGenre(genre) : undefined;
  return known === undefined ? '🎬' : emojiByGenre[known];
}
