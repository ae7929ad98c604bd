import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { DataSet, ListDataSetsResponse } from '@starweave/contract';
import { useRef, useState } from 'react';
import { describeProblem } from '../../../api/describe-problem.ts';
import type { Requested } from '../../../api/use-request.ts';
import { Button } from '../../../design/button.tsx';
import { formatBytes, formatCount, formatPercent } from '../../../design/charts/format-number.ts';
import { Skeleton } from '../../../design/skeleton.tsx';
import { useKeptFocus } from '../../../design/use-kept-focus.ts';
import { FactList } from '../fact-list.tsx';
import { useFilmSession } from '../film/film-context.ts';
import { ProblemNote } from '../film/problem-note.tsx';
import { SimulatedBadge } from '../film/simulated-badge.tsx';
import { DeleteDataSetDialog } from './delete-data-set-dialog.tsx';

const BUILT_IN = 'built-in';
// By its name it would look like a hook of React's.
const SWITCH = 'useDataSet';
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

export interface DataSetListProps {
  readonly dataSets: Requested<ListDataSetsResponse>;
  /** Says what changed. */
  readonly onChanged: (sentence: string) => void;
}

/** Every data set with its true numbers; one is in use. */
export function DataSetList({ dataSets: { answer, problem, retry }, onChanged }: DataSetListProps) {
  return (
    <>
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {answer === undefined ? (
        problem === undefined && <Skeleton className="h-48" />
      ) : (
        <DataSetCards dataSets={answer.dataSets} onChanged={onChanged} />
      )}
    </>
  );
}

interface DataSetCardsProps extends Pick<DataSetListProps, 'onChanged'> {
  readonly dataSets: readonly DataSet[];
}

function DataSetCards({ dataSets, onChanged }: DataSetCardsProps) {
  const list = useRef<HTMLUListElement>(null);
  // Buttons go with a switch, and the whole card when it is deleted.
  useKeptFocus(list, dataSets.map(({ id, inUse }) => `${id} ${inUse}`).join(), 'h3');
  return (
    <ul ref={list} className="grid gap-4">
      {dataSets.map((dataSet) => (
        <DataSetCard key={dataSet.id} dataSet={dataSet} onChanged={onChanged} />
      ))}
    </ul>
  );
}

interface DataSetCardProps {
  readonly dataSet: DataSet;
  readonly onChanged: (sentence: string) => void;
}

function DataSetCard({ dataSet, onChanged }: DataSetCardProps) {
  const { id, name, simulated, inUse } = dataSet;
  const [isDeleting, setDeleting] = useState(false);
  const span = describeSpan(dataSet);
  const { isSwitching, problem, use } = useSwitch(dataSet, onChanged);
  return (
    <li
      className={`grid min-w-0 gap-4 rounded-2xl border bg-surface p-4 sm:p-5 ${inUse ? 'border-accent' : 'border-line'}`}
    >
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <h3
          tabIndex={-1}
          className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold break-words outline-none"
        >
          <span className="min-w-0 break-words" dir="auto">
            {name}
          </span>
          {inUse && <span className="rounded-full bg-accent-wash px-2.5 py-0.5 text-xs font-medium">In use</span>}
          {simulated && <SimulatedBadge />}
        </h3>
        {!inUse && (
          <div className="flex gap-2">
            <Button variant="primary" busy={isSwitching} aria-label={`Use it: ${name}`} onClick={() => void use()}>
              Use it
            </Button>
            {id !== BUILT_IN && (
              <Button icon="trash" aria-label={`Delete: ${name}`} onClick={() => setDeleting(true)}>
                Delete
              </Button>
            )}
          </div>
        )}
      </div>
      <DataSetFacts dataSet={dataSet} />
      {span !== undefined && <p className="text-sm text-ink-soft">Rated from {span}.</p>}
      <RejectedLines dataSet={dataSet} />
      {problem !== undefined && (
        <p role="alert" className="rounded-xl bg-danger-wash px-3 py-2 text-sm">
          {problem}
        </p>
      )}
      {isDeleting && (
        <DeleteDataSetDialog
          dataSet={dataSet}
          onClose={() => setDeleting(false)}
          onDeleted={() => onChanged(`${name} is deleted.`)}
        />
      )}
    </li>
  );
}

function useSwitch({ id, name }: DataSet, onChanged: (sentence: string) => void) {
  const session = useFilmSession();
  const { movies } = session;
  const [isSwitching, setSwitching] = useState(false);
  const [problem, setProblem] = useState<string>();
  const use = async () => {
    setSwitching(true);
    setProblem(undefined);
    try {
      // Its models are opened before the switch, which may take longer than a usual call.
      await movies[SWITCH]({ dataSetId: id }, { timeoutMs: 120_000 });
      session.noteDataSet(id);
      onChanged(`${name} is in use now.`);
    } catch (reason) {
      setProblem(describeProblem(reason).message);
    }
    setSwitching(false);
  };
  return { isSwitching, problem, use };
}

function DataSetFacts({ dataSet }: { readonly dataSet: DataSet }) {
  const { movieCount, userCount, ratingCount, meanRating, density, sizeBytes } = dataSet;
  return (
    <FactList
      facts={[
        { name: 'films', value: formatCount(movieCount) },
        { name: 'users', value: formatCount(userCount) },
        { name: 'ratings', value: formatCount(ratingCount) },
        { name: 'mean rating', value: ratingCount > 0n ? meanRating.toFixed(2) : '–' },
        { name: 'of all pairs rated', value: formatPercent(density, 2) },
        { name: 'on disk', value: formatBytes(sizeBytes) },
      ]}
    />
  );
}

function describeSpan({ firstRatingAt, lastRatingAt }: DataSet): string | undefined {
  if (firstRatingAt === undefined || lastRatingAt === undefined) return undefined;
  return `${dates.format(timestampDate(firstRatingAt))} to ${dates.format(timestampDate(lastRatingAt))}`;
}

function RejectedLines({ dataSet: { rejectedLineCount, rejectedLines } }: { readonly dataSet: DataSet }) {
  if (rejectedLineCount === 0n) return null;
  return (
    <details className="rounded-xl bg-glow-wash px-3 py-2 text-sm">
      <summary>
        {formatCount(rejectedLineCount)} {rejectedLineCount === 1n ? 'line' : 'lines'} could not be used
      </summary>
      <ul className="mt-2 grid gap-1 font-mono text-xs break-all">
        {rejectedLines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {Number(rejectedLineCount) > rejectedLines.length && <p className="mt-1 text-ink-soft">These are the first.</p>}
    </details>
  );
}
