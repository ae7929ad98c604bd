import type { RecommendResponse } from '@starweave/contract';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { announce } from '../../../design/announcer.tsx';
import { Button } from '../../../design/button.tsx';
import { useFilmSession } from '../film/film-context.ts';
import { useTailoredRequest } from '../film/use-tailored-request.ts';
import { AlgorithmsStatus } from '../model/algorithms-status.tsx';
import { useAlgorithms } from '../model/use-algorithms.ts';
import { useDataSets } from '../model/use-data-sets.ts';
import { PageHeading } from '../page-heading.tsx';
import { SomebodysRatings } from '../taste/somebodys-ratings.tsx';
import { TasteProfile } from '../taste/taste-profile.tsx';
import { describeNewList } from './describe-new-list.ts';
import { ExportButtons } from './export-buttons.tsx';
import { Lists } from './lists.tsx';
import { countFilters, type RecommendSettings, requestOf } from './recommend-settings.ts';
import { SettingsPanel } from './settings-panel.tsx';
import { UnderstoodWish } from './understood-wish.tsx';
import { useSettings } from './use-settings.ts';
import { WishField } from './wish-field.tsx';

/** A list shaped by hand: every setting is live, and lives in the address. */
export function RecommendPage() {
  const { shown, settled, change } = useSettings();
  const algorithms = useAlgorithms();
  const dataSets = useDataSets();
  const first = useList(settled, settled.algorithm);
  const second = useList(settled, settled.compareWith, settled.compareWith === '');
  useListNews(first.answer);
  const { userId } = settled;
  const understood = first.answer?.understood;
  return (
    <div className="grid gap-6 sm:gap-8">
      <Heading userId={userId} aside={<AlgorithmsStatus known={algorithms.answer} />} />
      <div className="grid items-start gap-x-10 gap-y-6 lg:grid-cols-[17.5rem_minmax(0,1fr)] xl:grid-cols-[17.5rem_minmax(0,1fr)_19rem]">
        <Shaping count={countFilters(shown)}>
          <SettingsPanel
            settings={shown}
            onChange={change}
            known={algorithms.answer}
            dataSet={dataSets.answer?.dataSets.find(({ inUse }) => inUse)}
          />
        </Shaping>
        <div className="grid min-w-0 gap-4">
          <div className="grid gap-2.5">
            <WishField wish={shown.wish} onChange={(wish) => change({ wish })} />
            {understood !== undefined && (
              <UnderstoodWish understood={understood} wish={shown.wish} onChange={(wish) => change({ wish })} />
            )}
          </div>
          <Lists
            {...{ first, second, settings: settled, onChange: change }}
            algorithms={algorithms.answer?.algorithms ?? []}
            aside={<ExportButtons answer={first.answer} />}
          />
        </div>
        {/* The list says that there is no such person. */}
        {first.problem?.notFound !== true && (
          <div className="grid gap-8 lg:col-start-2 xl:col-start-3">
            <TasteProfile key={userId} userId={userId} />
            {userId !== '' && <SomebodysRatings key={userId} userId={userId} />}
          </div>
        )}
      </div>
    </div>
  );
}

interface HeadingProps {
  /** Digits; empty: the caller. */
  readonly userId: string;
  readonly aside: ReactNode;
}

function Heading({ userId, aside }: HeadingProps) {
  return (
    <PageHeading title={userId === '' ? 'Recommend' : `The list of ${userId}`} aside={aside}>
      {userId === '' ? (
        <>
          Tell it <em className="text-accent">what you’re after.</em>
        </>
      ) : (
        <>
          What <em className="text-accent">stranger {userId}</em> would like
        </>
      )}
    </PageHeading>
  );
}

function useList(settings: RecommendSettings, algorithm: string, isOff = false) {
  const session = useFilmSession();
  const request = requestOf(settings, algorithm);
  const { userId } = settings;
  const requested = useTailoredRequest(isOff ? undefined : JSON.stringify(request), async (signal) => ({
    userId,
    list: await session.movies.recommend(request, { signal }),
  }));
  // One person's list never stands under another's name, not until the next one is there either.
  const answer = requested.answer?.userId === userId ? requested.answer.list : undefined;
  const dataSetId = answer?.model?.dataSetId;
  useEffect(() => {
    if (dataSetId !== undefined) session.noteDataSet(dataSetId);
  }, [dataSetId, session]);
  return { ...requested, answer };
}

/** Tells people who listen to the page when the list has become another one. */
function useListNews(answer: RecommendResponse | undefined): void {
  const before = useRef<string>(undefined);
  useEffect(() => {
    if (answer === undefined) return;
    const list = answer.recommendations.map(({ movieId }) => movieId).join();
    if (before.current !== undefined && before.current !== list) announce(describeNewList(answer));
    before.current = list;
  }, [answer]);
}

interface ShapingProps {
  /** Filters that are set. */
  readonly count: number;
  readonly children: ReactNode;
}

/** The settings: beside the list where there is room, behind a button above it where there isn't. */
function Shaping({ count, children }: ShapingProps) {
  const [open, setOpen] = useState(false);
  return (
    <aside
      aria-label="Settings of the list"
      className="grid gap-4 lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto lg:pr-2 lg:pb-4 [scrollbar-width:thin]"
    >
      <Button
        icon="filter"
        aria-expanded={open}
        aria-controls="shaping"
        onClick={() => setOpen(!open)}
        className="w-full lg:hidden"
      >
        {open ? 'Hide the settings' : 'Algorithm, filters, diversity'}
        {count > 0 && !open && ` (${count} set)`}
      </Button>
      <div
        id="shaping"
        className={`${open ? '' : 'hidden'} rounded-3xl border border-line bg-surface p-5 lg:block lg:border-0 lg:bg-transparent lg:p-0.5`}
      >
        {children}
      </div>
    </aside>
  );
}
