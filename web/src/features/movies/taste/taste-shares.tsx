import type { TasteShare } from '@starweave/contract';
import { formatPercent } from '../../../design/charts/format-number.ts';
import { describeShares } from './describe-taste.ts';
import { TasteChart } from './taste-chart.tsx';

export interface TasteSharesProps {
  readonly title: string;
  readonly shares: readonly TasteShare[];
  /** "Yours" or "Theirs". */
  readonly whose: string;
  /** At most so many bars; the table has all of them. */
  readonly limit?: number;
  /** Keeps the order; otherwise the largest come first. */
  readonly isInOrder?: boolean;
}

/** Shares of films with a mark at everyone's, and how they were rated; bars, or a table. */
export function TasteShares({ title, shares, whose, limit = 20, isInOrder = false }: TasteSharesProps) {
  if (shares.length === 0) return null;
  const sorted = isInOrder ? shares : shares.toSorted((one, other) => other.share - one.share);
  return (
    <TasteChart
      {...{ title, whose }}
      summary={describeShares(shares)}
      table={{
        columns: [
          { name: title },
          { name: 'Films' },
          { name: 'Stars', format: formatMean },
          { name: whose, format: formatShare },
          { name: 'Everyone’s', format: formatShare },
        ],
        rows: sorted.map(({ name, movieCount, meanRating, share, everyonesShare }) => [
          ...[name, movieCount, meanRating],
          ...[share, everyonesShare],
        ]),
      }}
    >
      <ShareBars shares={sorted.slice(0, limit)} />
    </TasteChart>
  );
}

const formatShare = (share: number) => formatPercent(share);
const formatMean = (stars: number) => stars.toFixed(1);

function ShareBars({ shares }: { readonly shares: readonly TasteShare[] }) {
  const most = Math.max(0.01, ...shares.flatMap(({ share, everyonesShare }) => [share, everyonesShare]));
  return (
    <ul className="grid gap-1.5">
      {shares.map(({ name, share, everyonesShare, meanRating }) => (
        <li key={name} className="grid grid-cols-[5.75rem_minmax(0,1fr)_2.4rem] items-center gap-2.5 text-[0.8125rem]">
          <span className="truncate text-ink-soft">{name}</span>
          <span className="relative h-3">
            <span className="sr-only">
              {formatPercent(share)} of the films, {formatPercent(everyonesShare)} of everyone’s;
            </span>
            <span
              className="absolute inset-y-0 left-0 rounded-r-md bg-accent transition-[width] duration-500"
              style={{ width: `${(share / most) * 100}%` }}
            />
            <span
              className="absolute -inset-y-0.5 w-[3px] rounded-full bg-glow ring-1 ring-paper"
              style={{ left: `calc(${(everyonesShare / most) * 100}% - 3px)` }}
            />
          </span>
          <span className="text-right text-ink-soft tabular-nums">
            <span aria-hidden="true">★ </span>
            {meanRating.toFixed(1)}
            <span className="sr-only"> stars on average</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
