import type { TasteShare } from '@starweave/contract';
import { useState } from 'react';
import { formatPercent } from '../../../design/charts/format-number.ts';
import { Legend, TableSwitch } from './chart-parts.tsx';

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
  const [asTable, setAsTable] = useState(false);
  if (shares.length === 0) return null;
  const sorted = isInOrder ? shares : shares.toSorted((one, other) => other.share - one.share);
  return (
    <div className="grid gap-2.5">
      <div className="flex items-center justify-between gap-2">
        <h3 className="text-sm font-medium">{title}</h3>
        <TableSwitch what={title} asTable={asTable} onChange={setAsTable} />
      </div>
      {asTable ? (
        <ShareTable title={title} shares={sorted} whose={whose} />
      ) : (
        <ShareBars shares={sorted.slice(0, limit)} whose={whose} />
      )}
    </div>
  );
}

function ShareBars({ shares, whose }: { readonly shares: readonly TasteShare[]; readonly whose: string }) {
  const most = Math.max(0.01, ...shares.flatMap(({ share, everyonesShare }) => [share, everyonesShare]));
  return (
    <>
      <ul className="grid gap-1.5">
        {shares.map(({ name, share, everyonesShare, meanRating }) => (
          <li
            key={name}
            className="grid grid-cols-[5.75rem_minmax(0,1fr)_2.4rem] items-center gap-2.5 text-[0.8125rem]"
          >
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
      <Legend whose={whose} />
    </>
  );
}

function ShareTable({ title, shares, whose }: Pick<TasteSharesProps, 'title' | 'shares' | 'whose'>) {
  return (
    <table className="w-full text-sm tabular-nums">
      <thead className="text-left text-xs text-ink-faint">
        <tr>
          <th>{title}</th>
          <th className="text-right">Films</th>
          <th className="text-right">Stars</th>
          <th className="text-right">{whose}</th>
          <th className="text-right">Everyone’s</th>
        </tr>
      </thead>
      <tbody>
        {shares.map(({ name, movieCount, meanRating, share, everyonesShare }) => (
          <tr key={name} className="border-t border-line">
            <td className="py-1">{name}</td>
            <td className="text-right">{movieCount}</td>
            <td className="text-right">{meanRating.toFixed(1)}</td>
            <td className="text-right">{formatPercent(share)}</td>
            <td className="text-right">{formatPercent(everyonesShare)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
