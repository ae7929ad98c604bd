import { AreaLinks } from '../../design/area-links.tsx';
import { Icon, type IconName } from '../../design/icon.tsx';
import { Logo } from '../../design/logo.tsx';
import { PageLink } from '../../design/page-link.tsx';
import { ThemeToggle } from '../../design/theme-toggle.tsx';
import type { MoviePage } from './movie-path.ts';

interface Tab {
  readonly kind: MoviePage['kind'];
  readonly name: string;
  readonly to: string;
  readonly icon: IconName;
}

const TABS: readonly Tab[] = [
  { kind: 'home', name: 'Home', to: '/movies', icon: 'home' },
  { kind: 'recommend', name: 'Recommend', to: '/movies/recommend', icon: 'sparkle' },
  { kind: 'search', name: 'Search', to: '/movies/search', icon: 'search' },
  { kind: 'analytics', name: 'Analytics', to: '/movies/analytics', icon: 'chart' },
  { kind: 'data', name: 'Data', to: '/movies/data', icon: 'database' },
];

/** Above every page of films: the way to the chat, and from page to page. */
export function MoviesHeader({ current }: { readonly current: MoviePage['kind'] }) {
  return (
    // In a window as low as one at four times its size, it would leave no room for the page.
    <header className="sticky top-0 [@media(max-height:26rem)]:static z-20 border-b border-line bg-paper/92 backdrop-blur-md">
      <div className="mx-auto flex w-full max-w-[90rem] flex-wrap items-center gap-x-6 px-3 sm:px-6">
        <PageLink to="/movies" aria-label="Starweave, films" className="flex min-h-14 items-center gap-2.5">
          <Logo size={28} />
          <span className="hidden font-display text-[1.6rem] leading-none tracking-tight sm:inline">Starweave</span>
        </PageLink>
        <div className="ml-auto flex items-center gap-2 lg:order-3">
          <AreaLinks current="Films" />
          <ThemeToggle />
        </div>
        <nav
          aria-label="Films"
          className="-mx-3 w-[calc(100%+1.5rem)] overflow-x-auto px-1.5 sm:mx-0 sm:w-full sm:px-0 lg:w-auto"
        >
          <ul className="flex">
            {TABS.map((tab) => (
              <TabEntry key={tab.kind} tab={tab} isCurrent={tab.kind === current} />
            ))}
          </ul>
        </nav>
      </div>
    </header>
  );
}

function TabEntry({ tab: { name, to, icon }, isCurrent }: { readonly tab: Tab; readonly isCurrent: boolean }) {
  return (
    <li className="flex-1 lg:flex-none">
      <PageLink
        to={to}
        isCurrent={isCurrent}
        className={`relative flex min-h-11 items-center justify-center gap-2 rounded-lg px-2 text-[0.8125rem] whitespace-nowrap transition-colors -outline-offset-2 sm:px-3.5 sm:text-[0.9375rem] lg:min-h-14 ${isCurrent ? 'font-semibold text-ink' : 'font-medium text-ink-soft hover:text-ink'}`}
      >
        <span className={`hidden sm:inline ${isCurrent ? 'text-accent' : 'text-ink-faint'}`}>
          <Icon name={icon} size={17} />
        </span>
        {name}
        {isCurrent && <span className="absolute inset-x-2 bottom-0 h-0.5 rounded-full bg-accent sm:inset-x-3.5" />}
      </PageLink>
    </li>
  );
}
