import type { Film, SearchQuery, SearchResult } from '../film-engine.ts';
import { computeRelief, createFilmTest, isFilter } from '../film-filter.ts';
import { sayTitle } from '../film-key.ts';
import { foldTitle } from '../search/title-words.ts';
import type { QuestionSources } from './question-sources.ts';

/** How many ratings at everyone's mean a film is credited with when the best are sought. */
const PRIOR_RATINGS = 20;

/**
 * Films by words (`FilmSearch`), person, and filter, in order, a page at a time. Without words every film that the filter
 * passes, the most rated first. `best` is by the mean that a film would have with 20 ratings more at everyone's mean.
 * `didYouMean` is the best match where words were not found as they were typed; `relief` is filled where nothing passes the
 * filter.
 */
export function searchFilms(sources: QuestionSources, query: SearchQuery): SearchResult {
  const { dataSet, search } = sources;
  const { films } = dataSet;
  const hasWords = query.words.trim() !== '';
  const found = hasWords ? search.find(query.words) : undefined;
  const matching = found === undefined ? [...sources.mostRated] : found.films.map(({ film }) => film);
  const byPerson = query.person.trim() === '' ? undefined : search.findByDirector(query.person);
  const open = byPerson === undefined ? matching : matching.filter((film) => byPerson.has(film));
  const passes = createFilmTest(query.filter);
  const passing = isFilter(query.filter) ? open.filter((film) => passes(films[film]!)) : open;
  const ordered = putInOrder(passing, query.order, sources);
  const best = found !== undefined && !found.isExact ? found.films[0] : undefined;
  const isEmptied = passing.length === 0 && open.length > 0;
  return {
    films: ordered.slice(query.offset, query.offset + query.limit).map((film) => films[film]!),
    total: passing.length,
    didYouMean: best === undefined ? '' : sayTitle(films[best.film]!.title),
    relief: isEmptied
      ? computeRelief(
          open.map((film) => films[film]!),
          query.filter,
        )
      : [],
  };
}

function putInOrder(found: readonly number[], order: SearchQuery['order'], { dataSet }: QuestionSources): number[] {
  const { films, facts } = dataSet;
  const compareBy = (keyOf: (film: Film) => number) => {
    const keys = new Map(found.map((film) => [film, keyOf(films[film]!)]));
    return found.toSorted(
      (a, b) => keys.get(b)! - keys.get(a)! || films[b]!.ratingCount - films[a]!.ratingCount || a - b,
    );
  };
  if (order === 'popular') return compareBy(({ ratingCount }) => ratingCount);
  if (order === 'newest') return compareBy(({ year }) => year ?? 0);
  if (order === 'best') {
    return compareBy(({ ratingCount, meanRating = 0 }) => {
      return (ratingCount * meanRating + PRIOR_RATINGS * facts.meanRating) / (ratingCount + PRIOR_RATINGS);
    });
  }
  if (order === 'match') return [...found];
  const titles = new Map(found.map((film) => [film, foldTitle(films[film]!.title)]));
  return found.toSorted((a, b) => compareText(titles.get(a)!, titles.get(b)!) || a - b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
