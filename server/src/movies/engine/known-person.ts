import { getUserHistory, type UserHistory } from '@starweave/recommender';
import { InvalidRequestError, NotFoundError } from '../../errors.ts';
import type { FeedbackKind, FilmPerson, PersonRating } from './film-engine.ts';
import type { OpenDataSet } from './open-data-set.ts';

/** A person as far as a data set knows the films that they spoke of. */
export interface KnownPerson {
  /** How sentences speak of them: to them, or about a stranger. */
  readonly isStranger: boolean;
  /** Index of a user of the data. */
  readonly user: number | undefined;
  readonly history: UserHistory;
  /** Indexes of films that they liked without rating them. */
  readonly liked: readonly number[];
  readonly notInterested: readonly number[];
  readonly seen: readonly number[];
}

/**
 * Finds a person's films in a data set. Films that it doesn't hold are skipped; of two ratings of a film the later counts.
 *
 * @throws NotFoundError for a user that the data doesn't hold
 * @throws InvalidRequestError for a rating that isn't 1 to 10 half stars
 */
export function readPerson(dataSet: OpenDataSet, person: FilmPerson): KnownPerson {
  if (person.kind === 'user') {
    const user = findUser(dataSet, person.userId);
    const history = getUserHistory(dataSet.training.interactions, user);
    return { isStranger: true, user, history, liked: [], notInterested: [], seen: [] };
  }
  const history = readRatings(dataSet, person.ratings);
  const rated = new Set(history.items);
  const listFilms = (kind: FeedbackKind) =>
    person.feedback.flatMap((feedback) => {
      const film = feedback.kind === kind ? dataSet.findKey(feedback.filmKey) : undefined;
      return film === undefined ? [] : [film];
    });
  return {
    isStranger: false,
    user: undefined,
    history,
    // A rating says more exactly how much somebody liked it.
    liked: listFilms('like').filter((film) => !rated.has(film)),
    notInterested: listFilms('not-interested'),
    seen: listFilms('seen'),
  };
}

/** Index of a user of the data. @throws NotFoundError */
export function findUser({ training }: OpenDataSet, userId: number): number {
  const user = training.interactions.users.indexOf(userId);
  if (user !== undefined) return user;
  throw new NotFoundError('user of the data set', String(userId), { advice: describeUserIds(training) });
}

function describeUserIds({ interactions: { users, userCount } }: OpenDataSet['training']): string {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, 0];
  for (let user = 0; user < userCount; user += 1) {
    lowest = Math.min(lowest, users.idAt(user));
    highest = Math.max(highest, users.idAt(user));
  }
  return `Its ${userCount} users have ids from ${lowest} to ${highest}.`;
}

/** Index of a film by its id. @throws NotFoundError */
export function getFilmIndex(dataSet: OpenDataSet, filmId: number): number {
  const film = dataSet.findFilm(filmId);
  if (film === undefined) throw new NotFoundError('film', String(filmId));
  return film;
}

function readRatings(dataSet: OpenDataSet, ratings: readonly PersonRating[]): UserHistory {
  const byFilm = new Map<number, PersonRating>();
  for (const rating of ratings) {
    const { halfStars } = rating;
    if (!Number.isInteger(halfStars) || halfStars < 1 || halfStars > 10) {
      const description = `${halfStars} half stars are no rating: it goes from 1 to 10.`;
      throw new InvalidRequestError([{ field: 'rating', description }]);
    }
    const film = dataSet.findKey(rating.filmKey);
    if (film === undefined) continue;
    const earlier = byFilm.get(film);
    if (earlier === undefined || earlier.ratedAt <= rating.ratedAt) byFilm.set(film, rating);
  }
  // One order, however the ratings came: the same person gets the same answer.
  const ordered = [...byFilm].sort(([a, one], [b, other]) => one.ratedAt - other.ratedAt || a - b);
  return {
    items: Uint32Array.from(ordered, ([film]) => film),
    codes: Uint8Array.from(ordered, ([, { halfStars }]) => halfStars),
    times: Uint32Array.from(ordered, ([, { ratedAt }]) => ratedAt),
  };
}
