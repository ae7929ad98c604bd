import { formatCount, formatPercent } from '../../../design/charts/format-number.ts';

/** The ten ratings that there are, from half a star to five. */
export const halfStars: readonly string[] = Array.from({ length: 10 }, (_, index) => String((index + 1) / 2));

/**
 * What a film's ratings say, in words: how many, the most frequent one, and how many are four stars and more; of a film that
 * few have rated only how many.
 *
 * `counts` are ten, from half a star to five.
 */
export function describeRatings(counts: readonly number[], isSimulated: boolean): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'Nobody has rated this film yet.';
  const kind = isSimulated ? 'simulated ' : '';
  const all = total === 1 ? `1 ${kind}rating` : `${formatCount(total)} ${kind}ratings`;
  if (total < 5) return `${all} so far.`;
  const most = counts.indexOf(Math.max(...counts));
  const good = counts.slice(7).reduce((sum, count) => sum + count, 0);
  const bad = counts.slice(0, 4).reduce((sum, count) => sum + count, 0);
  return (
    `${all}, most often ${starsOf(most)}. ` +
    `${formatPercent(good / total)} are four stars or more, ${formatPercent(bad / total)} two stars or fewer.`
  );
}

function starsOf(index: number): string {
  const stars = (index + 1) / 2;
  return stars === 0.5 ? 'half a star' : stars === 1 ? 'one star' : `${stars} stars`;
}

/** The share of ratings that are lower than one, as a sentence; empty where it says nothing. */
export function compareRating(rating: number | undefined, counts: readonly number[]): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (rating === undefined || total < 5) return '';
  const at = Math.round(rating * 2) - 1;
  const below = counts.slice(0, at).reduce((sum, count) => sum + count, 0) / total;
  const above = counts.slice(at + 1).reduce((sum, count) => sum + count, 0) / total;
  if (below === 0 && above === 0) return 'You rate it as everyone does.';
  return below >= above
    ? `You rate it higher than ${formatPercent(below)} of them.`
    : `You rate it lower than ${formatPercent(above)} of them.`;
}
