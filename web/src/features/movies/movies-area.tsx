import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { usePath } from '../../api/location.ts';
import { Announcer } from '../../design/announcer.tsx';
import { LoadBoundary } from '../../design/load-boundary.tsx';
import { PageLink } from '../../design/page-link.tsx';
import { HomePage } from './home/home-page.tsx';
import { keepScroll, readScrollTop, scrollBackTo } from './kept-scroll.ts';
import { useDataSetWatch } from './model/use-data-set-watch.ts';
import { AnalyticsPage, DataPage, FilmPage, prepareAllMoviePages, RecommendPage, SearchPage } from './movie-pages.ts';
import { type MoviePage, moviePageOfPath } from './movie-path.ts';
import { MoviesHeader } from './movies-header.tsx';
import { OutageBanner } from './outage-banner.tsx';
import { PageHeading } from './page-heading.tsx';
import { PageSkeleton } from './page-skeleton.tsx';

const OTHER_PAGES_AFTER_MS = 1_500;

/** Films: their header, and the page that the address names. Each page is loaded when it is first seen. */
export function MoviesArea() {
  const path = usePath();
  const page = moviePageOfPath(path);
  const scroller = useRef<HTMLDivElement>(null);
  useEntering(path, scroller);
  useDataSetWatch();
  useOtherPages();
  return (
    // What gets the focus scrolls clear of the header that stays.
    <div
      ref={scroller}
      tabIndex={-1}
      className="h-dvh scroll-pt-28 overflow-y-auto outline-none [scrollbar-gutter:stable] lg:scroll-pt-18"
    >
      <a
        href="#page-heading"
        className="sr-only z-50 rounded-full bg-accent px-4 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      <MoviesHeader current={page.kind} />
      <main className="mx-auto w-full max-w-[90rem] px-4 pt-7 pb-24 sm:px-6 sm:pt-10">
        <LoadBoundary key={path}>
          <Suspense fallback={<PageSkeleton />}>{drawPage(page)}</Suspense>
        </LoadBoundary>
      </main>
      <OutageBanner />
      <Announcer />
    </div>
  );
}

function drawPage(page: MoviePage): ReactNode {
  switch (page.kind) {
    case 'home':
      return <HomePage />;
    case 'recommend':
      return <RecommendPage />;
    case 'search':
      return <SearchPage />;
    case 'film':
      return <FilmPage key={page.movieId} movieId={page.movieId} />;
    case 'analytics':
      return <AnalyticsPage />;
    case 'data':
      return <DataPage />;
    case 'unknown':
      return <UnknownPage />;
  }
}

function UnknownPage() {
  return (
    <PageHeading
      title="There is no such page"
      lead={
        <>
          The address may be mistyped. Go to{' '}
          <PageLink to="/movies" className="text-accent underline underline-offset-4">
            films
          </PageLink>{' '}
          or{' '}
          <PageLink to="/movies/search" className="text-accent underline underline-offset-4">
            search for one
          </PageLink>
          .
        </>
      }
    />
  );
}

/** A new page begins at its top; one that somebody comes back to, where it was left. */
function useEntering(path: string, scroller: { readonly current: HTMLElement | null }): void {
  const entered = useRef(path);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const top = readScrollTop();
    if (entered.current !== path) element.scrollTo({ top: 0, behavior: 'instant' });
    entered.current = path;
    // The keys that scroll reach what has the focus, and the document itself is never longer than the window.
    if (document.activeElement === document.body) element.focus({ preventScroll: true });
    const stopGoing = top === undefined ? () => {} : scrollBackTo(element, top);
    const stopKeeping = keepScroll(element);
    return () => {
      stopGoing();
      stopKeeping();
    };
  }, [path, scroller]);
}

/** Loads the code of the other pages once this one has come to rest, so that going there shows no empty page. */
function useOtherPages(): void {
  useEffect(() => {
    const timer = setTimeout(() => void prepareAllMoviePages().catch(() => {}), OTHER_PAGES_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
}
