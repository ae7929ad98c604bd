import type { Film, SearchQuery, SearchResult } from '../film-engine.ts';
import { computeRelief, createFilmTest, isFilter } from '../film-filter.ts';
import { sayTitle } from '../film-key.ts';
import { rankFilms } from '../search/film-search.ts';
import type { QuestionSources } from './question-sources.ts';

/** Whether what words are looked up in has a part in the answer: what many people rated is told without. */
export function needsWords({ words, person, order }: SearchQuery): boolean {
  return words.trim() !== '' || person.trim() !== '' || order === 'title';
}

/**
 * Films by words (`FilmSearch`), person, and filter, in order (`FilmOrders`), a page at a time. Without words every film that
 * the filter passes, the most rated first. `didYouMean` is the best match where words were not found as they were typed;
 * `relief` is filled where nothing passes the filter.
 */
export function searchFilms(sources: QuestionSources, query: SearchQuery): SearchResult {
  const { films } = sources.dataSet;
  const found = query.words.trim() === '' ? undefined : sources.search.find(query.words);
  const byPerson = query.person.trim() === '' ? undefined : sources.search.findByDirector(query.person);
  const passes = isFilter(query.filter) ? createFilmTest(query.filter) : undefined;
  const isByPerson = (film: number) => byPerson === undefined || byPerson.has(film);
  const isPassing = (film: number) => isByPerson(film) && (passes === undefined || passes(films[film]!));
  const page = { end: query.offset + query.limit, isPassing };
  const { listed, total } =
    query.order === 'match' && found !== undefined
      ? rankMatches(found.films, page)
      : walkOrder(sources, query.order === 'match' ? 'popular' : query.order, { ...page, found: found?.films });
  const best = found === undefined || found.isExact ? undefined : rankFilms(found.films, 1)[0];
  const listOpen = (): Film[] => {
    const indexes = found === undefined ? [...films.keys()] : found.films.map(({ film }) => film);
    return indexes.filter(isByPerson).map((film) => films[film]!);
  };
  return {
    films: listed.slice(query.offset).map((film) => films[film]!),
    total,
    didYouMean: best === undefined ? '' : sayTitle(films[best.film]!.title),
    relief: total === 0 && passes !== undefined ? findRelief(listOpen(), query) : [],
  };
}

type Found = readonly { readonly film: number; readonly score: number }[];

interface Page {
  /** How many films are needed, with those of the pages before. */
  readonly end: number;
  readonly isPassing: (film: number) => boolean;
}

function rankMatches(found: Found, { end, isPassing }: Page) {
  const passing = found.filter(({ film }) => isPassing(film));
  return { listed: rankFilms(passing, end).map(({ film }) => film), total: passing.length };
}

function walkOrder(
  { orders, dataSet }: QuestionSources,
  order: Exclude<SearchQuery['order'], 'match'>,
  { end, isPassing, found }: Page & { readonly found: Found | undefined },
) {
  const isFound = new Uint8Array(dataSet.films.length).fill(found === undefined ? 1 : 0);
  for (const { film } of found ?? []) isFound[film] = 1;
  const listed: number[] = [];
  let total = 0;
  for (const film of orders.get(order)) {
    if (isFound[film] === 0 || !isPassing(film)) continue;
    total += 1;
    if (listed.length < end) listed.push(film);
  }
  return { listed, total };
}

function findRelief(open: readonly Film[], { filter }: SearchQuery) {
  return open.length === 0 ? [] : computeRelief(open, filter);
}
