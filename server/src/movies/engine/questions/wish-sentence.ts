import type { Film } from '../film-engine.ts';
import type { WishPart } from '../steering.ts';
import { sayFilm, sayList } from './say-stars.ts';
import { describeShared } from './shared-facts.ts';

/** Below this many deviations a wish is no cause. */
const SMALLEST_CAUSE = 0.5;

/**
 * What of a wish or of feedback speaks for a film, in words without a full stop; `undefined` when nothing much does. Says only
 * what both films really have in common.
 */
export function describeWishCauses(film: Film, parts: readonly WishPart[], films: readonly Film[]): string | undefined {
  const speaking = parts.filter(({ amount }) => amount >= SMALLEST_CAUSE).sort((a, b) => b.amount - a.amount);
  const likeFilms = speaking.flatMap(({ kind, film: anchor }) => (kind === 'like-film' ? [films[anchor!]!] : []));
  const liked = speaking.find(({ kind }) => kind === 'liked');
  const genres = speaking.flatMap(({ kind, genre }) => (kind === 'genre' ? [genre!] : []));
  const clauses: string[] = [];
  if (likeFilms.length > 0) clauses.push(describeLikeness(film, likeFilms.slice(0, 2)));
  else if (liked !== undefined) clauses.push(describeLiked(film, films[liked.film!]!));
  if (genres.length > 0) {
    clauses.push(`${clauses.length > 0 ? 'and it is ' : ''}of the genre ${sayList(genres)}, as you wished`);
  }
  return clauses.length === 0 ? undefined : clauses.join(', ');
}

function describeLikeness(film: Film, others: readonly Film[]): string {
  for (const named of [others, others.slice(0, 1)]) {
    const shared = describeShared(film, named);
    if (shared !== undefined) return `like ${sayList(named.map(sayFilm))} it is ${shared}`;
  }
  return `like ${sayFilm(others[0]!)} it is rated high and low by the same people`;
}

function describeLiked(film: Film, liked: Film): string {
  const shared = describeShared(film, [liked]) ?? 'rated high and low by the same people';
  return `you like ${sayFilm(liked)}, and like that it is ${shared}`;
}
