import type { Movie } from '@starweave/contract';
import { useLayoutEffect, useRef } from 'react';
import { Button } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { Skeleton } from '../../../design/skeleton.tsx';
import { nameLoosening } from '../film/name-loosening.ts';
import { ProblemNote } from '../film/problem-note.tsx';
import { focusPageHeading } from '../page-heading.tsx';
import { FoundFilm } from './found-film.tsx';
import type { SearchResults } from './search-results.ts';
import { countFilters, emptyWish, type SearchWish, withoutFilter } from './search-wish.ts';
import type { Search } from './use-search.ts';

export interface FoundFilmsProps {
  readonly wish: SearchWish;
  readonly search: Search;
  readonly onChoose: (part: Partial<SearchWish>) => void;
}

/** What was found, page after page; what to do where nothing was. */
export function FoundFilms({ wish, search, ...props }: FoundFilmsProps) {
  const onChoose = (part: Partial<SearchWish>) => {
    props.onChoose(part);
    focusPageHeading();
  };
  const { results, isLoading, isLoadingMore, problem, moreProblem } = search;
  if (results === undefined) {
    return problem === undefined ? <FoundFilmsSkeleton /> : <ProblemNote problem={problem} onRetry={search.retry} />;
  }
  const left = results.total - results.films.length;
  return (
    <div className="grid gap-3">
      {problem !== undefined && <ProblemNote problem={problem} onRetry={search.retry} />}
      {results.didYouMean !== '' && !isLoading && (
        <p className="text-ink-soft">
          Did you mean{' '}
          <button
            type="button"
            dir="auto"
            onClick={() => onChoose({ words: results.didYouMean })}
            className="font-medium break-words text-accent underline underline-offset-4"
          >
            {results.didYouMean.slice(0, 200)}
          </button>
          ?
        </p>
      )}
      {results.films.length === 0 ? (
        <NothingFound wish={wish} results={results} onChoose={onChoose} />
      ) : (
        <FilmList films={results.films} isStale={isLoading} />
      )}
      {moreProblem !== undefined && (
        <p role="alert" className="rounded-2xl bg-danger-wash px-4 py-3 text-[0.9375rem] break-words">
          {moreProblem.message}
        </p>
      )}
      {left > 0 && (
        <Button
          busy={isLoadingMore}
          off={isLoading}
          onClick={search.loadMore}
          className="mt-2 justify-self-center px-6"
        >
          {moreProblem === undefined ? 'Show more' : 'Try again to show more'} ({left.toLocaleString('en')} left)
        </Button>
      )}
    </div>
  );
}

interface FilmListProps {
  readonly films: readonly Movie[];
  readonly isStale: boolean;
}

function FilmList({ films, isStale }: FilmListProps) {
  const list = useRef<HTMLOListElement>(null);
  const shown = useRef(films);
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = films;
    // The button that showed the last of them is gone: the keyboard goes on at the first of these.
    const hasMore = films.length > before.length && films[0]?.movieId === before[0]?.movieId;
    if (!hasMore || document.activeElement !== document.body) return;
    const first = list.current?.children[before.length];
    first?.querySelector<HTMLElement>('[data-found-film]')?.focus({ preventScroll: true });
  }, [films]);
  return (
    <ol ref={list} className={`grid ${isStale ? 'stale-films' : ''}`}>
      {films.map((film) => (
        <FoundFilm key={film.movieId} film={film} />
      ))}
    </ol>
  );
}

interface NothingFoundProps {
  readonly wish: SearchWish;
  readonly results: SearchResults;
  readonly onChoose: (part: Partial<SearchWish>) => void;
}

function NothingFound({ wish, results, onChoose }: NothingFoundProps) {
  const hasFilters = countFilters(wish) > 0;
  return (
    <div className="grid justify-items-start gap-4 rounded-3xl border border-dashed border-line-strong px-5 py-8 sm:px-8">
      <span className="text-ink-faint">
        <Icon name="film" size={30} />
      </span>
      <div className="grid gap-1">
        <h2 className="font-display text-2xl">No film is like that</h2>
        <p className="max-w-prose text-ink-soft">
          {hasFilters
            ? 'The filters may leave nothing of what the words find.'
            : 'Try a part of the title, fewer words, or the director’s last name. Accents and small typing errors don’t matter.'}
        </p>
      </div>
      {results.advice.map(({ field, text }) => (
        <p key={field} className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
          <span className="text-ink-soft">{text}</span>
          <Button icon="filter" onClick={() => onChoose(withoutFilter(wish, field))}>
            {nameLoosening(field)}
          </Button>
        </p>
      ))}
      <ul className="flex flex-wrap gap-2">
        {hasFilters && (
          <li>
            <Button icon="close" onClick={() => onChoose({ ...emptyWish, words: wish.words, order: wish.order })}>
              Drop every filter
            </Button>
          </li>
        )}
        {wish.words !== '' && (
          <li>
            <Button icon="film" onClick={() => onChoose(emptyWish)}>
              Show all films
            </Button>
          </li>
        )}
      </ul>
    </div>
  );
}

function FoundFilmsSkeleton() {
  return (
    <div role="status" aria-label="Searching" className="grid">
      {Array.from({ length: 8 }, (_, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: empty places have no other identity
          key={index}
          className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-4 border-b border-line py-3.5 sm:grid-cols-[5.5rem_minmax(0,1fr)]"
        >
          <Skeleton className="aspect-square" />
          <div className="grid content-start gap-2.5 pt-1">
            <Skeleton className="h-5 w-3/5" />
            <Skeleton className="h-4 w-2/5 opacity-70" />
            <Skeleton className="h-4 w-1/3 opacity-50" />
          </div>
        </div>
      ))}
    </div>
  );
}
