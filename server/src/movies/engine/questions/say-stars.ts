import type { Film } from '../film-engine.ts';
import { sayTitle } from '../film-key.ts';

/** A rating in words: `4.5 stars`, `1 star`, `half a star`; means keep one decimal. */
export function sayStars(rating: number): string {
  const rounded = Math.round(rating * 10) / 10;
  if (rounded === 0.5) return 'half a star';
  return `${rounded} ${rounded === 1 ? 'star' : 'stars'}`;
}

/** A list in words: `A`, `A and B`, `A, B and C`. */
export function sayList(entries: readonly string[]): string {
  if (entries.length < 2) return entries.join('');
  return `${entries.slice(0, -1).join(', ')} and ${entries.at(-1)}`;
}

/** A film's title as people say it. */
export function sayFilm({ title }: Film): string {
  return sayTitle(title);
}

/** A first, second, third … */
export function sayOrdinal(place: number): string {
  const tens = place % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${place}${ending}`;
}

/** A sentence begins with a capital letter and ends with a full stop. */
export function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
