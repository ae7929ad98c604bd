import type { DataSetDescription, FilmGroup } from '../data-set-facts.ts';
import type { Film } from '../film-engine.ts';
import { createFilmPoint } from './film-point.ts';
import { FilmGroups, nameDecade } from './group-films.ts';
import type { QuestionSources } from './question-sources.ts';

const MOST_COMBINATIONS = 20;
const MOST_POINTS = 2000;
/** Users by how many films they rated: the most of each group but the last. */
const activityEnds = [10, 20, 50, 100, 200, 500, 1000];

/**
 * What a data set looks like. Genres count a film once for each of its own; a film without genres or year is in no group.
 * Genres and combinations go by how many films they have, years and decades by time, without gaps. Of more than 2,000 rated
 * films `popularity` shows 2,000, evenly spread over the list of films by popularity; deterministic.
 */
export function describeDataSet(sources: QuestionSources): DataSetDescription {
  const { dataSet, ratingCounts, mostRated } = sources;
  const { films, facts } = dataSet;
  const [genres, combinations, years, decades] = [1, 2, 3, 4].map(() => new FilmGroups()) as [
    FilmGroups,
    FilmGroups,
    FilmGroups,
    FilmGroups,
  ];
  for (const film of films) {
    for (const genre of new Set(film.genres)) genres.add(genre, film);
    if (film.genres.length > 1) combinations.add([...film.genres].sort().join(', '), film);
    if (film.year === undefined) continue;
    years.add(String(film.year), film);
    decades.add(nameDecade(film.year), film);
  }
  const rated = Array.from(mostRated, (film) => films[film]!).filter(({ ratingCount }) => ratingCount > 0);
  const shown = spread(rated, MOST_POINTS);
  return {
    facts,
    genres: genres.list().sort(byFilmCount),
    genreCombinations: combinations.list().sort(byFilmCount).slice(0, MOST_COMBINATIONS),
    years: fillGaps(films, 1, (year) => years.get(String(year))),
    decades: fillGaps(films, 10, (year) => decades.get(nameDecade(year))),
    ratingCounts,
    userActivity: groupUsers(sources),
    popularity: shown.map((film) => ({ ...createFilmPoint(film), meanRating: film.meanRating ?? facts.meanRating })),
    popularityIsSample: shown.length < rated.length,
    topTenthShare: computeTopTenthShare(mostRated, films),
  };
}

function byFilmCount(a: FilmGroup, b: FilmGroup): number {
  return b.filmCount - a.filmCount || (a.name < b.name ? -1 : 1);
}

function fillGaps(films: readonly Film[], step: number, groupOf: (year: number) => FilmGroup): FilmGroup[] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { year } of films) {
    if (year === undefined) continue;
    first = Math.min(first, Math.floor(year / step));
    last = Math.max(last, Math.floor(year / step));
  }
  if (first > last) return [];
  return Array.from({ length: last - first + 1 }, (_, place) => groupOf((first + place) * step));
}

function groupUsers({ dataSet }: QuestionSources): FilmGroup[] {
  const { userCount, byUser } = dataSet.training.interactions;
  const groups = [...activityEnds, Number.POSITIVE_INFINITY].map((end, place) => {
    const start = (activityEnds[place - 1] ?? 0) + 1;
    const name = end === Number.POSITIVE_INFINITY ? `more than ${start - 1}` : `${start}–${end}`;
    return { end, name, userCount: 0, ratingCount: 0, sum: 0 };
  });
  for (let user = 0; user < userCount; user += 1) {
    const [start, end] = [byUser.offsets[user]!, byUser.offsets[user + 1]!];
    if (start === end) continue;
    const group = groups.find((one) => end - start <= one.end)!;
    group.userCount += 1;
    group.ratingCount += end - start;
    for (let rating = start; rating < end; rating += 1) group.sum += byUser.codes[rating]!;
  }
  return groups.map(({ name, userCount: users, ratingCount, sum }) => ({
    ...{ name, filmCount: 0, ratingCount, userCount: users },
    ...(ratingCount > 0 && { meanRating: sum / 2 / ratingCount }),
  }));
}

function spread<Value>(values: readonly Value[], most: number): readonly Value[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, place) => values[Math.floor((place * values.length) / most)]!);
}

function computeTopTenthShare(mostRated: Uint32Array, films: readonly Film[]): number {
  const countOf = (list: Uint32Array) => list.reduce((sum, film) => sum + films[film]!.ratingCount, 0);
  const all = countOf(mostRated);
  return all === 0 ? 0 : countOf(mostRated.subarray(0, Math.ceil(mostRated.length / 10))) / all;
}
