import type { RecommendResponse } from '@starweave/contract';
import { useEffect, useRef, useState } from 'react';
import { PageLink } from '../../../design/page-link.tsx';
import { Skeleton } from '../../../design/skeleton.tsx';
import { useReorderMotion } from '../../../design/use-reorder-motion.ts';
import { FilmArt } from '../film/film-art.tsx';
import { filmOfRecommendation } from '../film/film-of-recommendation.ts';
import { SimulatedBadge } from '../film/simulated-badge.tsx';
import { pathOfFilm } from '../movie-path.ts';

const PLACES = [0, 1, 2, 3, 4, 5];

export interface ListSoFarProps {
  /** How many films are rated. */
  readonly rated: number;
  /** The latest list; it rests on those of them that the server has. */
  readonly answer: RecommendResponse | undefined;
  readonly isLoading: boolean;
}

/** The list as it takes shape, beside the quick start; what came with the latest rating is marked. */
export function ListSoFar({ rated, answer, isLoading }: ListSoFarProps) {
  const hasList = rated > 0 && answer !== undefined && answer.ratingCount > 0;
  const list = hasList ? answer.recommendations.slice(0, PLACES.length) : [];
  const entries = useRef<HTMLOListElement>(null);
  useReorderMotion(entries, list.map(({ movieId }) => movieId).join());
  const fresh = useFresh(list.map(({ movieId }) => movieId));
  return (
    <div
      aria-busy={isLoading}
      className="grid content-start gap-3 rounded-[1.75rem] bg-sunken p-4 sm:p-6 lg:min-h-[33rem]"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-display text-2xl leading-tight">Your list, taking shape</h2>
        {hasList && answer.model?.simulated === true && <SimulatedBadge />}
      </div>
      {rated === 0 && (
        <p className="text-[0.9375rem] text-ink-soft">
          Rate the first film, and what you may like appears here. It gets better with each answer.
        </p>
      )}
      <ol ref={entries} className={`grid gap-1 ${isLoading && list.length > 0 ? 'stale-films' : ''}`}>
        {list.map((recommendation) => {
          const film = filmOfRecommendation(recommendation);
          return (
            <li key={film.movieId} data-entry={film.movieId} className="animate-appear">
              <PageLink
                to={pathOfFilm(film.movieId)}
                className="flex items-center gap-3 rounded-2xl px-2 py-1.5 -outline-offset-2 hover:bg-surface"
              >
                <FilmArt film={film} kind="swatch" className="w-11 shrink-0 rounded-lg" />
                <span className="grid min-w-0 flex-1 leading-snug">
                  <span dir="auto" className="truncate text-[0.9375rem] font-medium">
                    {film.title}
                  </span>
                  <span className="text-xs text-ink-faint tabular-nums">{film.year > 0 ? film.year : ''}</span>
                </span>
                {fresh.has(film.movieId) && <span className="text-xs font-medium text-glow">new</span>}
                <span className="text-sm tabular-nums">
                  <span className="sr-only">Expected: </span>
                  {recommendation.predictedRating.toFixed(1)}
                </span>
              </PageLink>
            </li>
          );
        })}
        {list.length === 0 && <Outline isStill={rated === 0} />}
      </ol>
    </div>
  );
}

function Outline({ isStill }: { readonly isStill: boolean }) {
  return PLACES.map((place) => (
    <li
      key={place}
      aria-hidden="true"
      className="flex items-center gap-3 px-2 py-1.5"
      style={{ opacity: 1 - place * 0.15 }}
    >
      {isStill ? (
        <>
          <span className="size-11 rounded-lg border border-dashed border-line-strong/60" />
          <span className="h-px flex-1 bg-line-strong/40" />
        </>
      ) : (
        <>
          <Skeleton className="size-11" />
          <Skeleton className="h-4 flex-1" />
        </>
      )}
    </li>
  ));
}

/** Films that were not in the list before this one; none in the first list. */
function useFresh(ids: readonly number[]): ReadonlySet<number> {
  const key = ids.join();
  const before = useRef<readonly number[]>([]);
  const [fresh, setFresh] = useState<ReadonlySet<number>>(new Set());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the ids
  useEffect(() => {
    if (ids.length === 0) return;
    const known = new Set(before.current);
    setFresh(new Set(known.size === 0 ? [] : ids.filter((id) => !known.has(id))));
    before.current = ids;
  }, [key]);
  return fresh;
}
