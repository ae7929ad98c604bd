import type { GroupStatistics, MoviePoint } from '@starweave/contract';
import { formatCount, formatPercent, formatQuantity, joinWords } from '../../../design/charts/format-number.ts';
import { computeRankCorrelation } from './rank-correlation.ts';

/** Names of the ten steps of a rating, from half a star. */
export const starNames: readonly string[] = Array.from({ length: 10 }, (_, index) => String((index + 1) / 2));

/** Means of fewer ratings than this say more about chance than about the group. */
const FEWEST_RATINGS = 100;

/** The groups with the most films first. */
export function orderByMovies(groups: readonly GroupStatistics[]): readonly GroupStatistics[] {
  return [...groups].sort((one, other) => other.movieCount - one.movieCount);
}

/** The groups with enough ratings for a mean that means something, the highest mean first. */
export function orderByMean(groups: readonly GroupStatistics[]): readonly (GroupStatistics & { meanRating: number })[] {
  const isRated = (group: GroupStatistics): group is GroupStatistics & { meanRating: number } =>
    group.meanRating !== undefined && Number(group.ratingCount) >= FEWEST_RATINGS;
  return groups.filter(isRated).sort((one, other) => other.meanRating - one.meanRating);
}

/** What the genres say. */
export function describeGenres(groups: readonly GroupStatistics[], movieCount: number): string {
  const [first, ...others] = orderByMovies(groups);
  if (first === undefined) return 'No film has a genre here.';
  const next = others.slice(0, 2).map(({ name, movieCount: count }) => `${name} (${formatCount(count)})`);
  const share = movieCount > 0 ? ` (${formatPercent(first.movieCount / movieCount)})` : '';
  const then = next.length === 0 ? '' : ` Then come ${joinWords(next)}.`;
  return `${first.name} is the most frequent genre: ${formatQuantity(first.movieCount, 'film')}${share}.${then} A film can have several.`;
}

/** What the means of groups say: which is highest, which lowest. */
export function describeMeans(groups: readonly GroupStatistics[], kind: string): string {
  const ordered = orderByMean(groups);
  const [best] = ordered;
  const worst = ordered.at(-1);
  if (best === undefined || worst === undefined) return `No ${kind} has ${FEWEST_RATINGS} ratings or more.`;
  if (best === worst) return `Only ${best.name} has enough ratings: ${best.meanRating.toFixed(2)} stars on average.`;
  const gap = (best.meanRating - worst.meanRating).toFixed(2);
  return `Liked best: ${best.name}, ${best.meanRating.toFixed(2)} stars on average. Least: ${worst.name}, ${worst.meanRating.toFixed(2)}. They are ${gap} apart.`;
}

/** What the combinations of genres say. */
export function describeCombinations(groups: readonly GroupStatistics[]): string {
  const [first, second] = orderByMovies(groups);
  if (first === undefined) return 'No film has a genre here.';
  const next = second === undefined ? '' : `, before ${second.name} with ${formatCount(second.movieCount)}`;
  return `Most often together as a film’s genres: ${first.name}, on ${formatQuantity(first.movieCount, 'film')}${next}.`;
}

/** What the years say. */
export function describeYears(groups: readonly GroupStatistics[]): string {
  const known = groups.filter(({ movieCount }) => movieCount > 0);
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return 'No film’s year is known here.';
  const most = known.reduce((best, group) => (group.movieCount > best.movieCount ? group : best));
  const span = first === last ? `All films are of ${first.name}` : `The films are of ${first.name} to ${last.name}`;
  return `${span}; most of them, ${formatCount(most.movieCount)}, of ${most.name}.`;
}

/** What the decades say. */
export function describeDecades(groups: readonly GroupStatistics[]): string {
  const total = groups.reduce((sum, { movieCount }) => sum + movieCount, 0);
  const [most] = orderByMovies(groups);
  if (most === undefined || total === 0) return 'No film’s year is known here.';
  return `The ${most.name} have the most films: ${formatCount(most.movieCount)} of ${formatCount(total)} (${formatPercent(most.movieCount / total)}).`;
}

/** What ten counts of ratings, from half a star to five, say. */
export function describeRatings(counts: readonly (number | bigint)[]): string {
  const numbers = counts.map(Number);
  const total = numbers.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'There are no ratings.';
  const mean = numbers.reduce((sum, count, index) => sum + (count * (index + 1)) / 2, 0) / total;
  const most = numbers.indexOf(Math.max(...numbers));
  const high = numbers.slice(7).reduce((sum, count) => sum + count, 0);
  return `The mean of ${formatQuantity(total, 'rating')} is ${mean.toFixed(2)} stars; given most often: ${starNames[most]} (${formatPercent(numbers[most]! / total)}). ${formatPercent(high / total)} are 4 stars or more.`;
}

/** What the users' activity says. */
export function describeActivity(groups: readonly GroupStatistics[]): string {
  const users = groups.reduce((sum, { userCount }) => sum + userCount, 0);
  const ratings = groups.reduce((sum, { ratingCount }) => sum + Number(ratingCount), 0);
  const middle = findMedianGroup(groups);
  if (users === 0 || middle === undefined) return 'There are no users.';
  const mean = ratings > 0 ? ` On average it is ${formatCount(Math.round(ratings / users))}.` : '';
  return `The user in the middle of ${formatCount(users)} has rated ${middle.name} films.${mean}`;
}

/** The group that the middle user is in, when all stand in a row. */
export function findMedianGroup(groups: readonly GroupStatistics[]): GroupStatistics | undefined {
  const users = groups.reduce((sum, { userCount }) => sum + userCount, 0);
  let passed = 0;
  return groups.find(({ userCount }) => {
    passed += userCount;
    return userCount > 0 && passed >= users / 2;
  });
}

/** What popularity and rating have to do with each other. */
export function describePopularity(points: readonly MoviePoint[], isSample: boolean): string {
  const correlation = computeRankCorrelation(
    points.map(({ ratingCount }) => ratingCount),
    points.map(({ meanRating }) => meanRating),
  );
  const films = `${isSample ? 'a sample of ' : ''}${formatQuantity(points.length, 'film')}`;
  if (correlation === undefined) return `Too little varies to tell, over ${films}.`;
  return `${nameCorrelation(correlation)}: the rank correlation is ${correlation.toFixed(2).replace('-', '−')} over ${films}.`;
}

function nameCorrelation(correlation: number): string {
  const size = Math.abs(correlation);
  if (size < 0.1) return 'How often a film is rated hardly tells how well';
  const strength = size < 0.3 ? 'slightly' : size < 0.6 ? 'clearly' : 'much';
  return `Films that are rated more often are rated ${strength} ${correlation > 0 ? 'better' : 'worse'}`;
}
