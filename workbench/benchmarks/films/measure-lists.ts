import { computeQuantile, type Figure } from '../figures.ts';
import { type FilmClients, forgetCaller, listPopular } from './film-product.ts';
import { type OpenLoopResult, runOpenLoop } from './open-loop.ts';

const warmUps = 5;
const quickStartFilms = 10;
const listsPerSecond = 50;
const commandsPerSecond = 50;
const rooms = 4;
/** Eight films and 25 years. */
const differentWishes = 200;
const earliestYear = 1950;
const years = 25;
const callTimeoutMs = 10_000;

/** Whose list is waited for: so many ratings more, by somebody who has given so many already. */
export interface RatingPerson {
  readonly about: string;
  readonly count: number;
  readonly ratedBefore?: number;
}

/** What somebody waits for between a click on the stars and a new list; for who starts without ratings. */
export async function measureRatingToList(
  { movies, ...clients }: FilmClients,
  { about, count, ratedBefore = 0 }: RatingPerson,
): Promise<Figure> {
  const films = await listPopular({ movies, ...clients }, ratedBefore + count + warmUps);
  const timesMs: number[] = [];
  for (const [place, { movieId }] of films.entries()) {
    if (place < ratedBefore) {
      await movies.rateMovie({ movieId, rating: 1 + ((place * 7) % 9) / 2 });
      continue;
    }
    const startedAt = performance.now();
    await movies.rateMovie({ movieId, rating: 1 + ((place * 7) % 9) / 2 });
    const { recommendations, ratingCount } = await movies.recommend({ limit: 10 });
    timesMs.push(performance.now() - startedAt);
    if (ratingCount !== place + 1) throw new Error(`The list rests on ${ratingCount} ratings instead of ${place + 1}.`);
    if (recommendations.some((film) => film.movieId === movieId)) throw new Error('The list has the film just rated.');
  }
  const counted = timesMs.slice(warmUps);
  return {
    name: `Rating a film to a new list${ratedBefore === 0 ? '' : ` with ${ratedBefore} ratings`}, p95, ${about}`,
    value: formatTime(counted, 0.95),
    bar: '≤ 100 ms',
    how: `RateMovie, then Recommend of ten films by the default model, over HTTP as the page asks; ${counted.length} in a row, a history that grows from ${ratedBefore + warmUps} to ${films.length} ratings; median ${formatTime(counted, 0.5)}`,
  };
}

/** The same in the quick start, which asks for the list and the films to rate next at once; ten films each time. */
export async function measureQuickStart(clients: FilmClients, about: string, count: number): Promise<Figure> {
  const { movies } = clients;
  const timesMs: number[] = [];
  while (timesMs.length < count + warmUps) {
    await forgetCaller(clients);
    let { movies: next } = await movies.getQuickStart({ limit: 50 });
    for (let rated = 0; rated < quickStartFilms; rated += 1) {
      const startedAt = performance.now();
      await movies.rateMovie({ movieId: next[0]?.movieId ?? 0, rating: 1 + ((rated * 7) % 9) / 2 });
      const both = [movies.recommend({ limit: 12 }), movies.getQuickStart({ limit: 50 })] as const;
      const [{ ratingCount }, answer] = await Promise.all(both);
      timesMs.push(performance.now() - startedAt);
      if (ratingCount !== rated + 1) throw new Error(`The list rests on ${ratingCount} ratings, not on ${rated + 1}.`);
      next = answer.movies;
    }
  }
  await forgetCaller(clients);
  const counted = timesMs.slice(warmUps, warmUps + count);
  return {
    name: `Rating in the quick start to a new list, p95, ${about}`,
    value: formatTime(counted, 0.95),
    bar: '≤ 100 ms',
    how: `RateMovie, then Recommend of twelve and GetQuickStart of fifty films at once, as the page asks, until both are there; ${counted.length} ratings, ten in each quick start; median ${formatTime(counted, 0.5)}`,
  };
}

/** Lists for whom a rate of them is measured. */
export interface Crowd {
  readonly about: string;
  readonly seconds: number;
  /** Users of the data who ask in turn; left out: another one each time, as far as there are. */
  readonly users?: number;
}

/** Lists at a rate that doesn't wait for answers; meanwhile the person goes on rating, a film a second. */
export async function measureListsAtRate(clients: FilmClients, { about, seconds, users }: Crowd): Promise<Figure> {
  const { movies } = clients;
  const { dataSets } = await movies.listDataSets({});
  const userCount = dataSets.find(({ inUse }) => inUse)?.userCount ?? 0;
  const films = await listPopular(clients, seconds);
  const count = seconds * listsPerSecond;
  // Users are numbered from 1 in both data sets that are measured; these are spread over all of them.
  const period = users ?? count;
  const userIds = Array.from({ length: count }, (_, place) =>
    place % 4 === 0 ? '' : String(1 + Math.floor(((place % period) * userCount) / period)),
  );
  const options = { timeoutMs: callTimeoutMs };
  const changes: Promise<unknown>[] = [];
  const lostChanges: unknown[] = [];
  const send = async (place: number) => {
    const film = place % listsPerSecond === 0 ? films[place / listsPerSecond] : undefined;
    if (film !== undefined) {
      const rated = movies.rateMovie({ movieId: film.movieId, rating: 3.5 }, options);
      changes.push(rated.catch((error: unknown) => lostChanges.push(error)));
    }
    const asked = { userId: userIds[place] ?? '', limit: 10 };
    const { recommendations, model } = await movies.recommend(asked, options);
    if (recommendations.length !== 10 || model?.isFallback !== false)
      throw new Error('Not the list that was asked for.');
  };
  // Who comes again has come before.
  const known = users === undefined ? [] : new Set(userIds);
  for (const userId of known) await movies.recommend({ userId, limit: 10 });
  const answered = await runOpenLoop({ requestsPerSecond: listsPerSecond, count, send });
  await Promise.all(changes);
  const result = { ...answered, failures: [...answered.failures, ...lostChanges] };
  const different = new Set(userIds).size - 1;
  const who = users === undefined ? 'each somebody new' : 'who come again and again';
  return describeLoop(result, {
    name: `Recommend at ${listsPerSecond} a second, ${who}, p95, ${about}`,
    bar: '≤ 150 ms, 0 errors',
    how: `ten films by the default model over HTTP for ${seconds} s, sent on time whether or not answers came: three in four for ${different} different users of the data, the others for the person, who rates a film a second; client and server on the same machine`,
  });
}

/** `/recommend` in the chat room. */
export async function measureCommandsAtRate(clients: FilmClients, about: string, seconds: number): Promise<Figure> {
  const { chat } = clients;
  const films = await listPopular(clients, 8);
  const wishes = Array.from({ length: differentWishes }, (_, place) => {
    const title = films[place % films.length]?.title ?? '';
    return `/recommend something like ${title}, but funnier, after ${earliestYear + (place % years)}`;
  });
  const created = await Promise.all(
    Array.from({ length: rooms }, (_, place) => chat.createRoom({ name: `Films ${place + 1}` })),
  );
  const send = async (place: number) => {
    const roomId = created[place % rooms]?.room?.id ?? '';
    const text = wishes[place % wishes.length] ?? '';
    const { messages } = await chat.sendMessage({ roomId, text }, { timeoutMs: callTimeoutMs });
    if (messages.some(({ movies }) => (movies?.recommendations.length ?? 0) > 0)) return;
    throw new Error(`"${text}" was answered without films: ${messages.map((message) => message.text).join(' | ')}`);
  };
  for (let place = 0; place < warmUps; place += 1) await send(place);
  const result = await runOpenLoop({
    requestsPerSecond: commandsPerSecond,
    count: seconds * commandsPerSecond,
    send,
  });
  return describeLoop(result, {
    name: `/recommend in the room at ${commandsPerSecond} a second, p95, ${about}`,
    bar: '≤ 150 ms, 0 errors',
    how: `SendMessage with ${wishes.length} wishes in turn (“something like …, but funnier, after ${earliestYear}”) to ${rooms} rooms for ${seconds} s, stored message and card included`,
  });
}

function describeLoop({ timesMs, failures }: OpenLoopResult, figure: Omit<Figure, 'value'>): Figure {
  if (failures.length > 0) console.log(`${figure.name}: the first of ${failures.length} errors: ${failures[0]}`);
  const most = `slowest ${formatTime(timesMs, 1)}`;
  return {
    ...figure,
    value: `${formatTime(timesMs, 0.95)}, ${failures.length} errors`,
    how: `${figure.how}; median ${formatTime(timesMs, 0.5)}, ${most}`,
  };
}

function formatTime(timesMs: readonly number[], share: number): string {
  if (timesMs.length === 0) return 'never';
  return `${computeQuantile(timesMs, share).toFixed(0)} ms`;
}
