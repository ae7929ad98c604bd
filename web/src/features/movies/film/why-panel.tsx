import type { Contribution, ExplainResponse } from '@starweave/contract';
import { useState } from 'react';
import { Button, IconButton } from '../../../design/button.tsx';
import { formatCsv } from '../../../design/charts/chart-table.ts';
import { nameFile, saveFile } from '../../../design/charts/save-file.ts';
import { Skeleton } from '../../../design/skeleton.tsx';
import { useFilmSession } from './film-context.ts';
import { ProblemNote } from './problem-note.tsx';
import { tabulateWhy } from './tabulate-why.ts';
import { useTailoredRequest } from './use-tailored-request.ts';
import { formatAmount, layOutWhy, type WhyStep } from './why-steps.ts';

export interface WhyPanelProps {
  readonly movieId: number;
  /** Id of the algorithm that is asked; empty: the default one. */
  readonly algorithm: string;
  /** Whose list; empty: the caller's. */
  readonly userId: string;
}

/** Why a film has its score: the sentence, and the parts that add up to it as a chart or as a table. */
export function WhyPanel({ movieId, algorithm, userId }: WhyPanelProps) {
  const { movies } = useFilmSession();
  const { answer, problem, retry } = useTailoredRequest(`${movieId} ${algorithm} ${userId}`, (signal) =>
    movies.explain({ movieId, algorithm, userId }, { signal }),
  );
  return (
    <section aria-label="Why" className="mt-3 animate-appear rounded-2xl bg-sunken px-4 py-3.5">
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {answer !== undefined ? <Why answer={answer} /> : problem === undefined && <WhySkeleton />}
    </section>
  );
}

function WhySkeleton() {
  return (
    <div role="status" aria-label="Working it out" className="grid gap-2.5">
      <Skeleton className="h-5 w-4/5" />
      <Skeleton className="h-4" />
      <Skeleton className="h-4 w-5/6" />
      <Skeleton className="h-4 w-3/5" />
    </div>
  );
}

function Why({ answer }: { readonly answer: ExplainResponse }) {
  const [asTable, setAsTable] = useState(false);
  const { contributions, sentence, total, of } = answer;
  const unit = of === 'rating' ? 'stars' : 'points';
  return (
    <div className="grid gap-3">
      <p dir="auto" className="text-[0.9375rem] break-words">
        {sentence}
      </p>
      {contributions.length > 0 &&
        (asTable ? (
          <WhyTable answer={answer} unit={unit} />
        ) : (
          <WhyBars contributions={contributions} total={total} unit={unit} />
        ))}
      <div className="flex flex-wrap items-center justify-between gap-2 text-xs text-ink-faint">
        <span>
          {answer.model?.isFallback === true && `${answer.model.reason} `}
          {answer.model?.simulated === true && 'From simulated ratings'}
        </span>
        {contributions.length > 0 && (
          <span className="-mr-2 flex">
            <Button
              variant="quiet"
              icon={asTable ? 'chart' : 'table'}
              className="-my-1 px-3 text-xs"
              onClick={() => setAsTable(!asTable)}
            >
              {asTable ? 'As a chart' : 'As a table'}
            </Button>
            <IconButton
              label="Download what adds up"
              icon="download"
              className="-my-1"
              onClick={() => saveWhy(answer)}
            />
          </span>
        )}
      </div>
    </div>
  );
}

function saveWhy(answer: ExplainResponse): void {
  const csv = formatCsv(tabulateWhy(answer));
  saveFile(`${nameFile(`why ${answer.movie?.title ?? ''}`)}.csv`, new Blob(['\uFEFF', csv], { type: 'text/csv' }));
}

interface WhyBarsProps {
  readonly contributions: readonly Contribution[];
  readonly total: number;
  readonly unit: string;
}

function WhyBars({ contributions, total, unit }: WhyBarsProps) {
  const { start, steps, startAt, totalAt } = layOutWhy(contributions);
  return (
    <ol aria-label={`What adds up to ${total.toFixed(2)} ${unit}`} className="grid gap-1.5 text-sm">
      {start !== 0 && <Stop label="Everyone’s mean rating" value={start} at={startAt} />}
      {steps.map((step) => (
        <WhyBar key={step.key} step={step} />
      ))}
      <Stop label={unit === 'stars' ? 'Expected' : 'Score'} value={total} at={totalAt} isTotal />
    </ol>
  );
}

const ROW =
  'grid grid-cols-[minmax(0,1fr)_4rem] items-center gap-x-3 gap-y-0.5 @md:grid-cols-[minmax(0,14rem)_minmax(0,1fr)_4rem]';
const TRACK = 'relative col-span-2 row-start-2 h-2.5 @md:col-span-1 @md:col-start-2 @md:row-start-1';

function WhyBar({ step: { label, amount, from, to } }: { readonly step: WhyStep }) {
  return (
    <li className={ROW}>
      <span dir="auto" className="min-w-0 leading-snug break-words text-ink-soft">
        {label}
      </span>
      <span className="text-right tabular-nums @md:col-start-3">{formatAmount(amount)}</span>
      <span aria-hidden="true" className={TRACK}>
        <span
          className={`absolute inset-y-0 min-w-0.5 rounded-sm ${amount < 0 ? 'why-less' : 'bg-accent'}`}
          style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
        />
      </span>
    </li>
  );
}

interface StopProps {
  readonly label: string;
  readonly value: number;
  readonly at: number;
  readonly isTotal?: boolean;
}

function Stop({ label, value, at, isTotal = false }: StopProps) {
  return (
    <li className={`${ROW} ${isTotal ? 'border-t border-line pt-1.5 font-medium' : ''}`}>
      <span>{label}</span>
      <span className="text-right tabular-nums @md:col-start-3">{value.toFixed(2)}</span>
      <span aria-hidden="true" className={TRACK}>
        <span
          className={`absolute inset-y-0 w-1 -translate-x-1/2 rounded-full ${isTotal ? 'bg-glow' : 'bg-ink-faint'}`}
          style={{ left: `${at * 100}%` }}
        />
      </span>
    </li>
  );
}

function WhyTable({ answer, unit }: { readonly answer: ExplainResponse; readonly unit: string }) {
  const cell = 'border-b border-line py-1.5 pr-3 text-left align-top font-normal';
  const number = 'border-b border-line py-1.5 pl-3 text-right align-top font-normal tabular-nums';
  const optional = (value: number | undefined, digits: number) => (value === undefined ? '' : value.toFixed(digits));
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <caption className="sr-only">What adds up to the {unit === 'stars' ? 'expected rating' : 'score'}</caption>
        <thead className="text-xs text-ink-faint">
          <tr>
            <th scope="col" className={cell}>
              Part
            </th>
            <th scope="col" className={number}>
              Rating
            </th>
            <th scope="col" className={number}>
              Alike
            </th>
            <th scope="col" className={number}>
              Adds, in {unit}
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.contributions.map(({ label, amount, rating, similarity }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, and a table of one answer never changes
            <tr key={index}>
              <td dir="auto" className={`${cell} break-words`}>
                {label}
              </td>
              <td className={number}>{optional(rating, 1)}</td>
              <td className={number}>{optional(similarity, 3)}</td>
              <td className={number}>{formatAmount(amount)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot className="font-medium">
          <tr>
            <td colSpan={3} className="py-1.5">
              Total
            </td>
            <td className="py-1.5 pl-3 text-right tabular-nums">{answer.total.toFixed(2)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
