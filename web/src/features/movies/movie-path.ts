/** A page of the films area, as its address names it. */
export type MoviePage =
  | { readonly kind: 'home' | 'recommend' | 'search' | 'analytics' | 'data' | 'unknown' }
  | { readonly kind: 'film'; readonly movieId: number };

const PAGES = { recommend: 'recommend', search: 'search', analytics: 'analytics', data: 'data' } as const;

/** True for addresses of the films area. */
export function isMoviePath(path: string): boolean {
  return path === '/movies' || path.startsWith('/movies/');
}

/** The page that an address of the films area names; a film's id is a whole number from 1 to 2³² − 1. */
export function moviePageOfPath(path: string): MoviePage {
  const [, , section = '', id, ...more] = path.replace(/\/+$/, '').split('/');
  if (section === '') return { kind: 'home' };
  if (section === 'film' && id !== undefined && more.length === 0 && /^[1-9]\d{0,9}$/.test(id)) {
    const movieId = Number(id);
    return movieId < 2 ** 32 ? { kind: 'film', movieId } : { kind: 'unknown' };
  }
  const kind = id === undefined && Object.hasOwn(PAGES, section) ? PAGES[section as keyof typeof PAGES] : 'unknown';
  return { kind };
}

/** The address of a film's page. */
export function pathOfFilm(movieId: number): string {
  return `/movies/film/${movieId}`;
}
