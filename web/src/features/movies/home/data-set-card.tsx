import type { DataSet } from '@starweave/contract';
import { formatCount, formatPercent } from '../../../design/charts/format-number.ts';
import { Icon } from '../../../design/icon.tsx';
import { PageLink } from '../../../design/page-link.tsx';
import { Skeleton } from '../../../design/skeleton.tsx';
import { ProblemNote } from '../film/problem-note.tsx';
import { SimulatedBadge } from '../film/simulated-badge.tsx';
import { useDataSets } from '../model/use-data-sets.ts';

/** The data set that everything rests on, with its true numbers. */
export function DataSetCard() {
  const { answer, problem, retry } = useDataSets();
  const dataSet = answer?.dataSets.find(({ inUse }) => inUse);
  return (
    <section aria-label="Data set" className="rounded-[1.75rem] border border-line bg-surface p-5 sm:p-7">
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {dataSet !== undefined && <DataSetFacts dataSet={dataSet} />}
      {answer === undefined && problem === undefined && <Skeleton className="h-40" />}
      {answer !== undefined && dataSet === undefined && <p className="text-ink-soft">No data set is in use.</p>}
    </section>
  );
}

function DataSetFacts({ dataSet }: { readonly dataSet: DataSet }) {
  const { name, simulated, movieCount, userCount, ratingCount, meanRating, density } = dataSet;
  const facts = [
    { name: 'films', value: formatCount(movieCount) },
    { name: simulated ? 'simulated people' : 'people', value: formatCount(userCount) },
    { name: simulated ? 'simulated ratings' : 'ratings', value: formatCount(ratingCount) },
    { name: 'stars on average', value: meanRating.toFixed(2) },
    { name: 'of all pairs are rated', value: formatPercent(density, 1) },
  ];
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-display text-2xl leading-tight">
          Resting on <span dir="auto">{name}</span>
        </h2>
        {simulated && <SimulatedBadge />}
      </div>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-5">
        {facts.map((fact) => (
          <div key={fact.name} className="flex flex-col-reverse">
            <dt className="text-sm text-ink-soft">{fact.name}</dt>
            <dd className="font-display text-[2rem] leading-none tabular-nums">{fact.value}</dd>
          </div>
        ))}
      </dl>
      {simulated && (
        <p className="max-w-prose text-sm text-ink-soft">
          The films are real; their ratings come from a documented model of tastes, and no person gave them. Your own
          ratings are yours, and stay on this machine.
        </p>
      )}
      <div className="flex flex-wrap gap-x-5 gap-y-1 text-sm font-medium text-accent">
        <DataLink to="/movies/data">Bring in your own ratings</DataLink>
        <DataLink to="/movies/analytics">Look at the data closely</DataLink>
      </div>
    </div>
  );
}

function DataLink({ to, children }: { readonly to: string; readonly children: string }) {
  return (
    <PageLink to={to} className="inline-flex min-h-9 items-center gap-1 hover:underline">
      {children}
      <Icon name="chevron-right" size={15} />
    </PageLink>
  );
}
