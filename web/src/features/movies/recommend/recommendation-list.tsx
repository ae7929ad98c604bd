import type { Algorithm, RecommendResponse } from '@starweave/contract';
import { type ReactNode, useRef } from 'react';
import type { Requested } from '../../../api/use-request.ts';
import { PageLink } from '../../../design/page-link.tsx';
import { ProgressBar } from '../../../design/progress-bar.tsx';
import { Skeleton } from '../../../design/skeleton.tsx';
import { useKeptFocus } from '../../../design/use-kept-focus.ts';
import { useReorderMotion } from '../../../design/use-reorder-motion.ts';
import { FilmCard } from '../film/film-card.tsx';
import { filmOfRecommendation } from '../film/film-of-recommendation.ts';
import { ProblemNote } from '../film/problem-note.tsx';
import { ModelLine } from '../model/model-line.tsx';
import { focusPageHeading } from '../page-heading.tsx';
import { FilterAdviceNote } from './filter-advice-note.tsx';

export interface RecommendationListProps {
  readonly requested: Requested<RecommendResponse>;
  readonly algorithms: readonly Algorithm[];
  /** Whose list; empty: the caller's. */
  readonly userId: string;
  readonly onLoosen: (field: string) => void;
  /** The place of a film in the list beside this one, where there is one. */
  readonly otherPlaces?: ReadonlyMap<number, number> | undefined;
  /** Whose choice it is, where two lists stand side by side. */
  readonly algorithmName?: string;
  /** At the end of the line that says which model answered. */
  readonly aside?: ReactNode;
}

/** One algorithm's list; while the next one is on its way, the one before stays. */
export function RecommendationList(props: RecommendationListProps) {
  const { requested, algorithms, userId, onLoosen, otherPlaces, algorithmName, aside } = props;
  const { answer, problem, isLoading, retry } = requested;
  const name = algorithmName === undefined ? 'Recommendations' : `Recommendations by ${algorithmName}`;
  return (
    <section aria-label={name} aria-busy={isLoading} className="@container grid content-start gap-4">
      <div className="grid gap-2">
        <h2 className={algorithmName === undefined ? 'sr-only' : 'font-display text-2xl leading-tight'}>
          {algorithmName ?? name}
        </h2>
        <div className="flex min-h-9 items-start justify-between gap-x-4 gap-y-2 max-sm:flex-wrap">
          <div className="min-w-0 flex-1 basis-64 pt-1.5">
            {answer?.model !== undefined && <ModelLine model={answer.model} algorithms={algorithms} />}
          </div>
          {aside}
        </div>
        <div className="h-1.5">{isLoading && answer !== undefined && <LateProgress />}</div>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {problem?.notFound === true && userId !== '' && (
        <PageLink
          to="/movies/recommend"
          onFollow={focusPageHeading}
          className="justify-self-start text-accent underline underline-offset-4"
        >
          Back to my own list
        </PageLink>
      )}
      {answer === undefined && problem === undefined && <ListSkeleton />}
      {answer !== undefined && (
        <>
          {userId === '' && answer.ratingCount === 0 && <NotYetYours />}
          {problem === undefined && <FilterAdviceNote answer={answer} onLoosen={onLoosen} />}
          <Cards answer={answer} isStale={isLoading || problem !== undefined} {...{ userId, otherPlaces }} />
        </>
      )}
    </section>
  );
}

interface CardsProps extends Pick<RecommendationListProps, 'userId' | 'otherPlaces'> {
  readonly answer: RecommendResponse;
  /** It is the list before. */
  readonly isStale: boolean;
}

function Cards({ answer, isStale, userId, otherPlaces }: CardsProps) {
  const list = useRef<HTMLOListElement>(null);
  const { recommendations } = answer;
  const entries = recommendations.map(({ movieId }) => movieId).join();
  useReorderMotion(list, entries);
  useKeptFocus(list, entries);
  return (
    <ol ref={list} className={`grid gap-3 ${isStale ? 'stale-films' : ''}`}>
      {recommendations.map((recommendation) => (
        <li key={recommendation.movieId} data-entry={recommendation.movieId} className="animate-appear">
          <FilmCard
            film={filmOfRecommendation(recommendation)}
            predictedRating={recommendation.predictedRating}
            explanation={recommendation.explanation}
            algorithm={answer.model?.algorithm ?? ''}
            userId={userId}
            note={<OtherPlace place={otherPlaces?.get(recommendation.movieId)} />}
          />
        </li>
      ))}
    </ol>
  );
}

/** Said of a list that rests on no rating of the person's own. */
function NotYetYours() {
  return (
    <p className="rounded-2xl bg-accent-wash px-4 py-3 text-[0.9375rem]">
      This list doesn’t know you yet.{' '}
      <PageLink to="/movies" className="font-medium text-accent underline underline-offset-4">
        Rate ten films in a minute
      </PageLink>{' '}
      and it will.
    </p>
  );
}

/** Shown only where the next list takes a while: what is there at once needs no progress. */
function LateProgress() {
  return (
    <div className="animate-late">
      <ProgressBar label="The next list is on its way" />
    </div>
  );
}

function OtherPlace({ place }: { readonly place: number | undefined }) {
  if (place === undefined) return null;
  return (
    <p className="flex items-center gap-1.5 text-xs font-medium text-success">
      <span aria-hidden="true" className="size-2 rounded-full bg-success" />
      In both lists, number {place} there
    </p>
  );
}

function ListSkeleton() {
  return (
    <div role="status" aria-label="Working out the list" className="grid gap-3">
      {['h-48', 'h-48 opacity-80', 'h-48 opacity-60', 'h-48 opacity-40'].map((look) => (
        <Skeleton key={look} className={`rounded-3xl ${look}`} />
      ))}
    </div>
  );
}
