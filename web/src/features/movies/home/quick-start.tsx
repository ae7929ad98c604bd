import type { Movie, RecommendResponse } from '@starweave/contract';
import { useEffect, useRef } from 'react';
import { Button } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { Skeleton } from '../../../design/skeleton.tsx';
import { FilmArt } from '../film/film-art.tsx';
import { FilmFacts } from '../film/film-card.tsx';
import { ProblemNote } from '../film/problem-note.tsx';
import { StarRating } from '../film/star-rating.tsx';
import { ListSoFar } from './list-so-far.tsx';
import { type QuickStart as QuickStartControl, useQuickStart } from './use-quick-start.ts';

export interface QuickStartProps {
  /** Films that the caller had rated before. */
  readonly ratedBefore: number;
  /** The list that the ratings lead to. */
  readonly list: RecommendResponse | undefined;
  readonly isListLoading: boolean;
  readonly onDone: () => void;
}

/** Ten films to rate in a minute, one click or key each, with the list that grows out of them beside it. */
export function QuickStart({ ratedBefore, list, isListLoading, onDone }: QuickStartProps) {
  const control = useQuickStart(ratedBefore, onDone);
  const { state, problem, retry, rated, goal } = control;
  return (
    <section aria-label="Quick start" className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex flex-col gap-5 rounded-[1.75rem] border border-line bg-surface p-4 shadow-lift sm:p-7">
        <Beads count={goal} done={rated} />
        {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
        {state.current !== undefined && <FilmInView film={state.current} control={control} />}
        {state.current === undefined && problem === undefined && (
          <NothingInView isLoading={control.isLoading} rated={rated} onDone={onDone} />
        )}
      </div>
      <ListSoFar rated={rated} answer={list} isLoading={isListLoading} />
    </section>
  );
}

/** The way to ten: a bead on a thread for each rating. */
function Beads({ count, done }: { readonly count: number; readonly done: number }) {
  return (
    <div className="flex items-center gap-4">
      <div
        role="progressbar"
        aria-label="Films rated"
        aria-valuemin={0}
        aria-valuemax={count}
        aria-valuenow={Math.min(done, count)}
        aria-valuetext={`${done} of ${count}`}
        className="relative flex flex-1 items-center justify-between before:absolute before:inset-x-1 before:h-px before:bg-line-strong/50"
      >
        {Array.from({ length: count }, (_, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a bead's place is its identity
            key={index}
            className={`relative size-3 rounded-full border-2 transition-colors duration-300 ${index < done ? 'border-glow bg-glow' : index === done ? 'border-accent bg-surface' : 'border-line-strong/60 bg-surface'}`}
          />
        ))}
      </div>
      <p aria-hidden="true" className="w-14 text-right text-sm text-ink-soft tabular-nums">
        {done} of {count}
      </p>
    </div>
  );
}

function FilmInView({ film, control }: { readonly film: Movie; readonly control: QuickStartControl }) {
  const { state, rated } = control;
  const stars = useRef<HTMLDivElement>(null);
  // The keyboard can begin at once, and stays where it is from film to film.
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement === document.body || activeElement?.contains(stars.current) === true) focusStars(stars.current);
  }, []);
  return (
    <div className="grid flex-1 items-center gap-5 sm:grid-cols-[minmax(0,20rem)_minmax(0,1fr)] sm:gap-10">
      <div key={film.movieId} className="mx-auto w-36 animate-appear sm:w-full">
        <FilmArt film={film} className="w-full rounded-3xl shadow-picture" />
      </div>
      <div className="grid min-w-0 justify-items-center gap-4 text-center sm:justify-items-start sm:text-left">
        <div key={film.movieId} className="grid min-h-[6.5rem] animate-appear content-center gap-1.5">
          <h2
            dir="auto"
            className="line-clamp-3 pb-[0.14em] font-display text-4xl leading-[1.08] text-balance wrap-anywhere sm:text-5xl"
          >
            {film.title}
          </h2>
          <FilmFacts film={film} />
          {film.directors.length > 0 && (
            <p className="text-sm text-ink-soft">
              by <span dir="auto">{film.directors.slice(0, 3).join(', ')}</span>
            </p>
          )}
        </div>
        <div ref={stars}>
          <StarRating title={film.title} rating={undefined} onRate={control.answer} size={42} bare />
        </div>
        <div className="flex flex-wrap items-center justify-center gap-2 sm:-ml-1">
          <Button onClick={() => control.answer(undefined)}>Haven’t seen it</Button>
          {state.answers.length > 0 && (
            <Button
              variant="quiet"
              icon="chevron-left"
              onClick={() => {
                control.back();
                // Before the first film there is no way back, and no button that could keep the focus.
                if (state.answers.length === 1) focusStars(stars.current);
              }}
            >
              Back
            </Button>
          )}
          {rated > 0 && (
            <Button variant="quiet" className="text-accent" onClick={control.finish}>
              Show my list
            </Button>
          )}
        </div>
        <KeysHint />
      </div>
    </div>
  );
}

function focusStars(place: HTMLElement | null): void {
  place?.querySelector<HTMLElement>('[role=slider]')?.focus({ preventScroll: true });
}

function KeysHint() {
  return (
    <p className="hidden text-xs text-ink-faint sm:block">
      <Key>1</Key> to <Key>5</Key> rate, with <Key>Shift</Key> half a star less. <Key>S</Key> skips,{' '}
      <Key>Backspace</Key> goes back.
    </p>
  );
}

function Key({ children }: { readonly children: string }) {
  return (
    <kbd className="rounded-md border border-line bg-sunken px-1.5 py-0.5 font-sans text-[0.6875rem]">{children}</kbd>
  );
}

interface NothingInViewProps {
  readonly isLoading: boolean;
  readonly rated: number;
  readonly onDone: () => void;
}

function NothingInView({ isLoading, rated, onDone }: NothingInViewProps) {
  if (isLoading) {
    return (
      <div
        role="status"
        aria-label="Choosing films"
        className="grid flex-1 items-center gap-5 sm:grid-cols-[minmax(0,20rem)_minmax(0,1fr)] sm:gap-10"
      >
        <Skeleton className="mx-auto aspect-square w-36 rounded-3xl sm:w-full" />
        <div className="grid justify-items-center gap-4 sm:justify-items-start">
          <Skeleton className="h-12 w-4/5" />
          <Skeleton className="h-4 w-2/5" />
          <Skeleton className="h-11 w-56" />
        </div>
      </div>
    );
  }
  return (
    <div className="grid min-h-64 place-content-center justify-items-center gap-3 text-center">
      <span className="text-glow">
        <Icon name="film" size={34} />
      </span>
      <p className="font-display text-2xl">That was every film we wanted to ask about.</p>
      <p className="text-ink-soft">Search for films that you know to rate more of them.</p>
      {rated > 0 && (
        <Button variant="primary" onClick={onDone}>
          Show my list
        </Button>
      )}
    </div>
  );
}
