import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { navigate, useQuery } from '../../../api/location.ts';
import { Button } from '../../../design/button.tsx';
import { SimulatedBadge } from '../film/simulated-badge.tsx';
import { useDataSets } from '../model/use-data-sets.ts';
import { PageHeading } from '../page-heading.tsx';
import { ActiveFilters } from './active-filters.tsx';
import { FoundFilms } from './found-films.tsx';
import { OrderSelect } from './order-select.tsx';
import { SearchField } from './search-field.tsx';
import { SearchFilters } from './search-filters.tsx';
import { describeCount } from './search-results.ts';
import { addressOfSearch, countFilters, parseWish, type SearchWish } from './search-wish.ts';
import { type Search, useSearch } from './use-search.ts';

const FILTERS_ID = 'search-filters';

/** Films by title, people, genre and year, as somebody types; the address holds the search. */
export function SearchPage() {
  const wish = parseWish(useQuery());
  const search = useSearch(wish);
  const field = useRef<HTMLInputElement>(null);
  const [areFiltersOpen, setFiltersOpen] = useState(false);
  useSlashKey(field);
  const change = (part: Partial<SearchWish>) => navigate(addressOfSearch({ ...wish, ...part }), { replace: true });
  const choose = (part: Partial<SearchWish>) => navigate(addressOfSearch({ ...wish, ...part }));
  const orderSelect = (
    <OrderSelect order={wish.order} hasWords={wish.words !== ''} onChoose={(order) => choose({ order })} />
  );
  return (
    <div className="grid max-w-[75rem] gap-6">
      <PageHeading title="Search" lead="Find a film by its title, who made it, what it is about or when it came out." />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows move among links and the field, which are all reachable by Tab too. */}
      <div onKeyDown={(event) => moveAmongResults(event, field.current)} className="grid gap-5">
        <SearchField
          ref={field}
          words={wish.words}
          isLoading={search.isLoading}
          onChange={(words) => change({ words })}
        />
        <div className="flex items-center justify-between gap-3 lg:hidden">
          <FilterToggle
            isOpen={areFiltersOpen}
            count={countFilters(wish)}
            onToggle={() => setFiltersOpen(!areFiltersOpen)}
          />
          {orderSelect}
        </div>
        <div className="grid items-start gap-x-10 gap-y-5 lg:grid-cols-[17rem_minmax(0,1fr)]">
          <div id={FILTERS_ID} className={`${areFiltersOpen ? '' : 'hidden'} lg:sticky lg:top-24 lg:block`}>
            <SearchFilters wish={wish} onChange={change} onChoose={choose} />
          </div>
          <section aria-label="Films found" aria-busy={search.isLoading} className="grid min-w-0 max-w-4xl gap-3">
            <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-2">
              <Found words={wish.words} search={search} />
              <div className="hidden lg:block">{orderSelect}</div>
            </div>
            <ActiveFilters wish={wish} onChoose={choose} />
            <FoundFilms wish={wish} search={search} onChoose={choose} />
          </section>
        </div>
      </div>
    </div>
  );
}

interface FilterToggleProps {
  readonly isOpen: boolean;
  /** How many filters are in force. */
  readonly count: number;
  readonly onToggle: () => void;
}

/** Opens the filters where they don't stand beside what was found. */
function FilterToggle({ isOpen, count, onToggle }: FilterToggleProps) {
  return (
    <Button icon="filter" aria-expanded={isOpen} aria-controls={FILTERS_ID} onClick={onToggle} className="min-h-10">
      Filters{count > 0 && ` (${count})`}
    </Button>
  );
}

interface FoundProps {
  readonly words: string;
  readonly search: Search;
}

/** How much was found, and what its ratings are worth. */
function Found({ words, search: { results, isLoading, problem } }: FoundProps) {
  const isSimulated = useIsSimulated();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <p role="status" className="text-ink-soft">
        {results !== undefined && !isLoading ? describeCount(results, words) : problem === undefined && 'Searching…'}
      </p>
      {isSimulated && <SimulatedBadge />}
    </div>
  );
}

/** Whether the ratings that the page shows were given by nobody. */
function useIsSimulated(): boolean {
  const { answer } = useDataSets();
  return answer?.dataSets.find(({ inUse }) => inUse)?.simulated ?? false;
}

/** "/" goes to the field from anywhere on the page where nothing is typed. */
function useSlashKey(field: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [field]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

/** Arrows go from the field into the films found, from one to the next, and back into the field. */
function moveAmongResults(event: KeyboardEvent<HTMLElement>, field: HTMLInputElement | null): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-found-film]')];
  const stops = field === null ? links : [field, ...links];
  const at = stops.indexOf(event.target as HTMLElement);
  const next = at === -1 ? undefined : stops[at + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
