import type { GetTasteProfileResponse } from '@starweave/contract';
import { formatPercent } from '../../../design/charts/format-number.ts';
import { TasteChart } from './taste-chart.tsx';

const STEPS = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5] as const;

export interface RatingHabitsProps {
  readonly profile: Pick<GetTasteProfileResponse, 'ratingCounts' | 'everyonesRatingShares' | 'ratingCount'>;
  /** "Yours" or "Theirs". */
  readonly whose: string;
}

/** How often each rating was given, beside everyone's: columns and marks, or a table. */
export function RatingHabits({ profile, whose }: RatingHabitsProps) {
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
  const commonest = rows.reduce((best, row) => (row.count > best.count ? row : best));
  return (
    <TasteChart
      title="Ratings given"
      summary={`Most often ${commonest.stars} ${commonest.stars === 1 ? 'star' : 'stars'}: ${formatPercent(commonest.share)} of these, ${formatPercent(commonest.everyones)} of everyone’s.`}
      whose={whose}
      table={{
        columns: [
          { name: 'Stars' },
          { name: 'Films' },
          { name: whose, format: formatShare },
          { name: 'Everyone’s', format: formatShare },
        ],
        rows: rows.map(({ stars, count, share, everyones }) => [stars, count, share, everyones]),
      }}
    >
      <HabitColumns rows={rows} />
    </TasteChart>
  );
}

const formatShare = (share: number) => formatPercent(share);

interface HabitRow {
  readonly stars: number;
  readonly count: number;
  readonly share: number;
  readonly everyones: number;
}

/** Drawn for the eyes: the sentence and the table say the same. */
function HabitColumns({ rows }: { readonly rows: readonly HabitRow[] }) {
  const most = Math.max(0.01, ...rows.flatMap(({ share, everyones }) => [share, everyones]));
  return (
    <div aria-hidden="true">
      <div className="grid h-28 grid-cols-10 items-end gap-1 border-b border-line-strong/50">
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
      <div className="mt-1 grid grid-cols-10 gap-1 text-center text-[0.6875rem] text-ink-faint">
        {rows.map(({ stars }) => (
          <span key={stars}>{Number.isInteger(stars) ? stars : ''}</span>
        ))}
      </div>
    </div>
  );
}
