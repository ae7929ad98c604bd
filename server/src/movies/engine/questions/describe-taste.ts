import type { Scorer, UserHistory } from '@starweave/recommender';
import type { FilmPerson, RatedFilm, TasteDescription, TasteShare } from '../film-engine.ts';
import { type KnownPerson, readPerson } from '../known-person.ts';
import type { OpenDataSet } from '../open-data-set.ts';
import { runInSlices, type Steps } from '../steps.ts';
import { countCodes } from './count-codes.ts';
import { FilmGroups, nameDecade } from './group-films.ts';
import type { QuestionSources } from './question-sources.ts';

const MOST_FAVOURITES = 10;
const MOST_SURPRISES = 8;
/** So many ratings are looked at closely: each costs a fold-in, which takes the longer the more ratings there are. */
const MOST_EXAMINED = 24;
const FOLDED_RATINGS = 3000;
/** For the answers of others, after each of them. */
const PAUSE_MS = 4;

/**
 * What somebody's ratings say about them, held against everyone's.
 *
 * Shares of genres and decades are of the person's films and of everyone's ratings; a film counts for each of its genres.
 * Favourites are the highest ratings, those of films that others rate lower first. A surprise is a rating far from what the
 * model that says stars expects of the person without that rating: they are folded in without it. Those 24 ratings are
 * examined so (fewer, but eight at least, of people with more than 125 ratings) that lie furthest from what the model expects
 * knowing all of them; the 8 furthest off are told. Other questions are answered in between.
 *
 * @throws NotFoundError for a user of the data that isn't there
 */
export async function describeTaste(sources: QuestionSources, asked: FilmPerson): Promise<TasteDescription> {
  const { dataSet, ratingCounts } = sources;
  const person = await withTimes(dataSet, readPerson(dataSet, asked));
  const { codes } = person.history;
  const everyone = ratingCounts.reduce((sum, count) => sum + count, 0);
  const { genres, decades } = shareFilms(sources, person);
  return {
    ratingCount: codes.length,
    meanRating: codes.length === 0 ? 0 : codes.reduce((sum, code) => sum + code, 0) / 2 / codes.length,
    everyonesMeanRating: dataSet.facts.meanRating,
    genres: genres.sort((a, b) => b.filmCount - a.filmCount || (a.name < b.name ? -1 : 1)),
    decades: decades.sort((a, b) => (a.name < b.name ? -1 : 1)),
    ratingCounts: countCodes(codes),
    everyonesRatingShares: ratingCounts.map((count) => (everyone === 0 ? 0 : count / everyone)),
    favourites: findFavourites(sources, person),
    ...(codes.length < 2 ? { surprises: [] } : await findSurprises(sources, person)),
  };
}

/** A user of the data with when they rated, which lies in a file until somebody asks. */
async function withTimes({ readTimes }: OpenDataSet, person: KnownPerson): Promise<KnownPerson> {
  const times = person.user === undefined ? undefined : await readTimes(person.user);
  return times === undefined ? person : { ...person, history: { ...person.history, times } };
}

function shareFilms({ dataSet, groups }: QuestionSources, { history }: KnownPerson) {
  const own = new FilmGroups();
  const namesOf = (film: number) => {
    const { genres, year } = dataSet.films[film]!;
    return { genres: [...new Set(genres)], decades: year === undefined ? [] : [nameDecade(year)] };
  };
  history.items.forEach((item, place) => {
    const { genres, decades } = namesOf(item);
    const rated = { ...dataSet.films[item]!, ratingCount: 1, meanRating: history.codes[place]! / 2 };
    for (const name of [...genres, ...decades]) own.add(name, rated);
  });
  const createShare = (name: string): TasteShare => {
    const { filmCount, meanRating = 0 } = own.get(name);
    const everyonesShare = groups.get(name).ratingCount / Math.max(1, dataSet.facts.ratingCount);
    return { name, filmCount, meanRating, share: filmCount / history.items.length, everyonesShare };
  };
  const names = (kind: 'genres' | 'decades') => new Set([...history.items].flatMap((item) => namesOf(item)[kind]));
  return { genres: [...names('genres')].map(createShare), decades: [...names('decades')].map(createShare) };
}

function findFavourites({ dataSet }: QuestionSources, { history }: KnownPerson): readonly RatedFilm[] {
  const { items, codes } = history;
  const everyonesOf = (place: number) => dataSet.films[items[place]!]!.meanRating ?? 0;
  return [...items.keys()]
    .sort((a, b) => codes[b]! - codes[a]! || everyonesOf(a) - everyonesOf(b) || items[a]! - items[b]!)
    .slice(0, MOST_FAVOURITES)
    .map((place) => createRatedFilm(dataSet.films, history, place));
}

async function findSurprises(
  sources: QuestionSources,
  person: KnownPerson,
): Promise<Pick<TasteDescription, 'surprises' | 'model'>> {
  const { history } = person;
  const { items, codes } = history;
  const chosen = await sources.shelf.choose();
  const scorer = await sources.chooseForStars(chosen);
  const view = sources.views.get(scorer, person);
  const surpriseOf = (place: number, expected: number) => Math.abs(codes[place]! / 2 - expected);
  const knowing = Array.from(items, (item, place) => surpriseOf(place, view.predict(item).rating));
  const examined = [...items.keys()]
    .sort((a, b) => knowing[b]! - knowing[a]! || a - b)
    .slice(0, countExamined(items.length));
  const expectations = await runInSlices(expectEach(scorer, history, examined), 0, PAUSE_MS);
  const surprises = expectations
    .sort((a, b) => surpriseOf(b.place, b.expected) - surpriseOf(a.place, a.expected) || a.place - b.place)
    .slice(0, MOST_SURPRISES)
    .map(({ place, expected }) => ({
      ...createRatedFilm(sources.dataSet.films, history, place),
      expectedRating: expected,
    }));
  return { surprises, model: sources.describeModel({ ...chosen, answered: scorer.id }) };
}

function countExamined(ratingCount: number): number {
  return Math.max(MOST_SURPRISES, Math.min(MOST_EXAMINED, Math.floor(FOLDED_RATINGS / ratingCount)));
}

interface Expectation {
  readonly place: number;
  readonly expected: number;
}

function* expectEach(scorer: Scorer, history: UserHistory, places: readonly number[]): Steps<Expectation[]> {
  const expectations: Expectation[] = [];
  for (const place of places) {
    expectations.push({ place, expected: expectWithout(scorer, history, place) });
    yield;
  }
  return expectations;
}

/** The rating that is expected of somebody who hasn't given it. */
function expectWithout(scorer: Scorer, { items, codes, times, user }: UserHistory, left: number): number {
  const others = <Values extends Uint32Array | Uint8Array>(values: Values) =>
    values.filter((_, place) => place !== left) as Values;
  const view = scorer.foldIn({
    items: others(items),
    codes: others(codes),
    ...(times && { times: others(times) }),
    ...(user !== undefined && { user }),
  });
  return view.predict(items[left]!).rating;
}

function createRatedFilm(
  films: QuestionSources['dataSet']['films'],
  { items, codes, times }: UserHistory,
  place: number,
): RatedFilm {
  return { film: films[items[place]!]!, rating: codes[place]! / 2, ratedAt: times?.[place] ?? 0 };
}
