import type { GetTasteProfileResponse, TasteShare } from '@starweave/contract';
import { formatPercent, joinWords } from '../../../design/charts/format-number.ts';

const MOST_SHOWN = 12;

/** The shares that differ most from everyone's, in either direction, the person's largest first. */
export function chooseShares(shares: readonly TasteShare[]): readonly TasteShare[] {
  const telling = [...shares]
    .sort((one, other) => Math.abs(other.share - other.everyonesShare) - Math.abs(one.share - one.everyonesShare))
    .slice(0, MOST_SHOWN);
  return telling.sort((one, other) => other.share - one.share);
}

/** What sets somebody's films apart from everyone's. */
export function describeShares(shares: readonly TasteShare[]): string {
  const byGap = [...shares].sort((one, other) => other.share - other.everyonesShare - (one.share - one.everyonesShare));
  const more = byGap.filter(({ share, everyonesShare }) => share - everyonesShare >= 0.02).slice(0, 2);
  const less = byGap.filter(({ share, everyonesShare }) => everyonesShare - share >= 0.02).at(-1);
  if (shares.length === 0) return 'Nothing has been rated yet.';
  if (more.length === 0 && less === undefined) return 'Much like everyone’s.';
  const parts = [
    more.length > 0 && `More ${joinWords(more.map(nameShare))}`,
    less !== undefined && `${more.length > 0 ? 'less' : 'Less'} ${nameShare(less)}`,
  ].filter((part) => part !== false);
  return `${parts.join('; ')}.`;
}

function nameShare({ name, share, everyonesShare }: TasteShare): string {
  return `${name} than everyone (${formatPercent(share)} against ${formatPercent(everyonesShare)})`;
}

/** How somebody's ratings compare with everyone's. */
export function describeHabits({ ratingCount, meanRating, everyonesMeanRating }: GetTasteProfileResponse): string {
  if (ratingCount === 0) return 'Nothing has been rated yet.';
  const gap = meanRating - everyonesMeanRating;
  const means = `${meanRating.toFixed(2)} stars on average, everyone’s mean is ${everyonesMeanRating.toFixed(2)}`;
  if (Math.abs(gap) < 0.05) return `Rates as everyone does: ${means}.`;
  return `Rates ${Math.abs(gap) < 0.3 ? 'a little' : 'much'} ${gap > 0 ? 'more kindly' : 'more strictly'} than everyone: ${means}.`;
}
