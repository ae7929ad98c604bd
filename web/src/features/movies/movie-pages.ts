import { createLatePart } from '../../design/late-part.tsx';
import { moviePageOfPath } from './movie-path.ts';

// Each page is loaded when it is first seen; who first comes to the start page needs none of them.
export const RecommendPage = createLatePart(async () => (await import('./recommend/recommend-page.tsx')).RecommendPage);
export const SearchPage = createLatePart(async () => (await import('./search/search-page.tsx')).SearchPage);
export const FilmPage = createLatePart(async () => (await import('./film-page/film-page.tsx')).FilmPage);
export const AnalyticsPage = createLatePart(async () => (await import('./analytics/analytics-page.tsx')).AnalyticsPage);
export const DataPage = createLatePart(async () => (await import('./data/data-page.tsx')).DataPage);

const latePages = {
  recommend: RecommendPage,
  search: SearchPage,
  film: FilmPage,
  analytics: AnalyticsPage,
  data: DataPage,
} as const;

/** Loads the page that an address names, so that it can be drawn at once. Rejects when it can't be loaded. */
export async function prepareMoviePage(path: string): Promise<void> {
  const { kind } = moviePageOfPath(path);
  if (kind !== 'home' && kind !== 'unknown') await latePages[kind].prepare();
}

/** Loads every page. Rejects when one can't be loaded; drawing it says so again. */
export async function prepareAllMoviePages(): Promise<void> {
  await Promise.all(Object.values(latePages).map((page) => page.prepare()));
}
