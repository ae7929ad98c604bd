import type { RecommendResponse } from '@starweave/contract';
import { type ReactNode, useEffect, useState } from 'react';
import { type Requested, useRequest } from '../../../api/use-request.ts';
import { announce } from '../../../design/announcer.tsx';
import { useDataSetSwitches, useFilmSession, useFilms } from '../film/film-context.ts';
import { ProblemNote } from '../film/problem-note.tsx';
import { useIsSending } from '../film/use-tailored-request.ts';
import { AlgorithmsStatus } from '../model/algorithms-status.tsx';
import { useAlgorithms } from '../model/use-algorithms.ts';
import { focusPageHeading, PageHeading } from '../page-heading.tsx';
import { DataSetCard } from './data-set-card.tsx';
import { PICK_COUNT, Picks, PicksSkeleton } from './picks.tsx';
import { PopularShelf } from './popular-shelf.tsx';
import { QuickStart } from './quick-start.tsx';
import { askQuickStartAhead, noteRatingCount } from './quick-start-ahead.ts';
import { OFFERED_FILMS } from './use-quick-start.ts';

/** What to watch: picks for the caller, or, before anything is rated, ten films to rate first. */
export function HomePage() {
  const session = useFilmSession();
  const algorithms = useAlgorithms();
  const switches = useDataSetSwitches();
  useEffect(() => askQuickStartAhead(session, OFFERED_FILMS), [session]);
  const { answer, problem, isLoading, retry } = usePicks();
  const start = useStart(answer?.ratingCount, isLoading);
  useEffect(() => {
    if (answer?.model !== undefined) session.noteDataSet(answer.model.dataSetId);
    if (answer !== undefined) noteRatingCount(session, answer.ratingCount);
  }, [answer, session]);
  return (
    <div className="grid gap-8 sm:gap-10">
      <Heading
        kind={start.ratedBefore !== undefined ? 'start' : answer === undefined ? 'loading' : 'picks'}
        aside={<AlgorithmsStatus known={algorithms.answer} />}
      />
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {start.ratedBefore !== undefined ? (
        <QuickStart
          key={`${switches} ${start.ratedBefore}`}
          ratedBefore={start.ratedBefore}
          list={answer}
          isListLoading={isLoading}
          onDone={start.finish}
        />
      ) : answer === undefined ? (
        <PicksSkeleton />
      ) : (
        <Picks
          answer={answer}
          algorithms={algorithms.answer?.algorithms ?? []}
          isRefreshing={isLoading}
          onRateMore={start.begin}
        />
      )}
      <PopularShelf isSimulated={answer?.model?.simulated === true} />
      <DataSetCard />
    </div>
  );
}

/** The list for the caller. Asks one at a time: who rates faster than lists are made still sees each one that is. */
function usePicks(): Requested<RecommendResponse> {
  const { movies } = useFilmSession();
  const revision = useFilms((state) => state.revision);
  const isSending = useIsSending();
  const [asked, setAsked] = useState(revision);
  const requested = useRequest(`picks ${asked}`, (signal) => movies.recommend({ limit: PICK_COUNT }, { signal }));
  const { isLoading } = requested;
  useEffect(() => {
    if (!isLoading) setAsked(revision);
  }, [isLoading, revision]);
  return { ...requested, isLoading: isLoading || isSending || asked !== revision };
}

interface HeadingProps {
  readonly kind: 'loading' | 'start' | 'picks';
  readonly aside: ReactNode;
}

const LEADS = {
  loading: '\u00a0',
  start: 'Rate ten films that you know: one click each, about a minute, and the list is yours.',
  picks: 'Chosen from what you rated. Say what you think of them, and the list follows.',
} as const;

function Heading({ kind, aside }: HeadingProps) {
  return (
    <PageHeading title="Films" lead={LEADS[kind]} aside={aside}>
      {kind === 'start' && (
        <>
          Ten films, and <em className="text-accent">your taste shows.</em>
        </>
      )}
      {kind === 'picks' && (
        <>
          Tonight, <em className="text-accent">for you.</em>
        </>
      )}
      {kind === 'loading' && 'Films'}
    </PageHeading>
  );
}

interface Start {
  /** Films rated before the quick start that is in view; `undefined`: the picks are. */
  readonly ratedBefore: number | undefined;
  readonly begin: () => void;
  readonly finish: () => void;
}

/** Whether the quick start is in view: by itself for those who have rated nothing of the data set in use, else when asked for. */
function useStart(ratingCount: number | undefined, isLoading: boolean): Start {
  const switches = useDataSetSwitches();
  const [ratedBefore, setRatedBefore] = useState<number>();
  const [isFinished, setFinished] = useState(false);
  const [startedIn, setStartedIn] = useState(switches);
  const begins = ratingCount === 0 && !isLoading && !isFinished && ratedBefore === undefined;
  useEffect(() => {
    if (begins) setRatedBefore(0);
  }, [begins]);
  if (startedIn !== switches) {
    setStartedIn(switches);
    setRatedBefore(undefined);
    setFinished(false);
  }
  return {
    ratedBefore: ratedBefore ?? (begins ? 0 : undefined),
    begin: () => setRatedBefore(ratingCount ?? 0),
    finish: () => {
      setRatedBefore(undefined);
      setFinished(true);
      announce('Your list');
      focusPageHeading();
    },
  };
}
