import type { GetTasteProfileResponse } from '@starweave/contract';
import { useState } from 'react';
import { formatPercent } from '../../../design/charts/format-number.ts';
import { Legend, TableSwitch } from './chart-parts.tsx';

const STEPS = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5] as const;

export interface RatingHabitsProps {
  readonly profile: Pick<GetTasteProfileResponse, 'ratingCounts' | 'everyonesRatingShares' | 'ratingCount'>;
  /** "Yours" or "Theirs". */
  readonly whose: string;
}

/** How often each rating was given, beside everyone's: columns and marks, or a table. */
export function RatingHabits({ profile, whose }: RatingHabitsProps) {
  const [asTable, setAsTable] = useState(false);
  const total = Math.max(
    1,
    profile.ratingCounts.reduce((sum, count) => sum + count, 0),
  );
  const rows = STEPS.map((stars, index) => ({
    stars,
    count: profile.ratingCounts[index] ?? 0,
    share: (profile.ratingCounts[index] ?? 0) / total,
    everyones: profile.everyonesRatingShares[index] ?? 0,
  }));
  return (
    <div className="grid gap-2.5">
      <div className="flex items-center justify-between gap-2">
        <h3 className="text-sm font-medium">Ratings given</h3>
        <TableSwitch what="Ratings given" asTable={asTable} onChange={setAsTable} />
      </div>
      {asTable ? <HabitTable rows={rows} whose={whose} /> : <HabitColumns rows={rows} whose={whose} />}
    </div>
  );
}

interface HabitRow {
  readonly stars: number;
  readonly count: number;
  readonly share: number;
  readonly everyones: number;
}

interface HabitsProps {
  readonly rows: readonly HabitRow[];
  readonly whose: string;
}

function HabitColumns({ rows, whose }: HabitsProps) {
  const most = Math.max(0.01, ...rows.flatMap(({ share, everyones }) => [share, everyones]));
  const commonest = rows.reduce((best, row) => (row.count > best.count ? row : best));
  return (
    <>
      <div
        role="img"
        aria-label={`${commonest.stars} stars is the commonest rating: ${formatPercent(commonest.share)} of these, ${formatPercent(commonest.everyones)} of everyone’s.`}
        className="grid h-28 grid-cols-10 items-end gap-1 border-b border-line-strong/50"
      >
        {rows.map(({ stars, share, everyones }) => (
          <span key={stars} className="relative h-full">
            <span
              className="absolute inset-x-0 bottom-0 rounded-t-md bg-accent transition-[height] duration-500"
              style={{ height: `${(share / most) * 100}%` }}
            />
            <span
              className="absolute inset-x-0 h-[3px] rounded-full bg-glow ring-1 ring-paper transition-[bottom] duration-500"
              style={{ bottom: `${(everyones / most) * 100}%` }}
            />
          </span>
        ))}
      </div>
      <div aria-hidden="true" className="-mt-1.5 grid grid-cols-10 gap-1 text-center text-[0.6875rem] text-ink-faint">
        {rows.map(({ stars }) => (
          <span key={stars}>{Number.isInteger(stars) ? stars : ''}</span>
        ))}
      </div>
      <Legend whose={whose} />
    </>
  );
}

function HabitTable({ rows, whose }: HabitsProps) {
  return (
    <table className="w-full text-sm tabular-nums">
      <thead className="text-left text-xs text-ink-faint">
        <tr>
          <th>Stars</th>
          <th className="text-right">Films</th>
          <th className="text-right">{whose}</th>
          <th className="text-right">Everyone’s</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ stars, count, share, everyones }) => (
          <tr key={stars} className="border-t border-line">
            <td className="py-1">{stars}</td>
            <td className="text-right">{count}</td>
            <td className="text-right">{formatPercent(share)}</td>
            <td className="text-right">{formatPercent(everyones)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
