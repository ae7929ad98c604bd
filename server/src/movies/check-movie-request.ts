import { type GetAnalyticsRequest, MovieFeedback, type MovieFilter, MovieOrder } from '@starweave/contract';
import type { ScorerId } from '@starweave/recommender';
import type { Caller } from '../accounts/caller.ts';
import { type FieldViolation, InvalidRequestError, NotFoundError } from '../errors.ts';
import { algorithmDescriptions } from './algorithms/algorithm-descriptions.ts';
import type { FeedbackKind, FilmFilter, SearchQuery } from './engine/film-engine.ts';

function refuse(field: string, description: string): never {
  throw new InvalidRequestError([{ field, description }]);
}

/** Every field's value; where several are at fault, one error names them all. */
export function checkFields<T extends object>(checks: { readonly [K in keyof T]: () => T[K] }): T {
  const values: Partial<T> = {};
  const violations: FieldViolation[] = [];
  for (const name of Object.keys(checks) as (keyof T)[]) {
    try {
      values[name] = checks[name]();
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      violations.push(...error.violations);
    }
  }
  if (violations.length > 0) throw new InvalidRequestError(violations);
  return values as T;
}

/** Whose eyes to look through. */
export type RequestedPerson = { readonly kind: 'caller' } | { readonly kind: 'user'; readonly userId: number };

/** Empty and `person:<the caller's id>`: the caller; digits: a user of the data set. Another person's id is not found. */
export function checkUserId(userId: string, caller: Caller): RequestedPerson {
  if (userId === '' || userId === `person:${caller.personId}`) return { kind: 'caller' };
  if (userId.startsWith('person:')) throw new NotFoundError('person', shorten(userId.slice('person:'.length)));
  if (!/^\d+$/.test(userId)) {
    const allowed = 'must be digits (a user of the data set), "person:<id>", or empty for yourself';
    return refuse('user_id', `${allowed}; this is ${quote(userId)}`);
  }
  if (!Number.isSafeInteger(Number(userId))) throw new NotFoundError('user of the data set', shorten(userId));
  return { kind: 'user', userId: Number(userId) };
}

/** Undefined where none is named: the default one. */
export function checkAlgorithm(id: string, field = 'algorithm'): ScorerId | undefined {
  if (id === '') return undefined;
  if (Object.hasOwn(algorithmDescriptions, id)) return id as ScorerId;
  return refuse(
    field,
    `must be one of ${Object.keys(algorithmDescriptions).join(', ')}, or empty; this is ${quote(id)}`,
  );
}

export function checkAlgorithms(ids: readonly string[]): ScorerId[] {
  const known = ids.map((id) => checkAlgorithm(id, 'algorithms') ?? refuse('algorithms', 'must not hold an empty id'));
  return [...new Set(known)];
}

export interface CountRange {
  readonly least?: number;
  readonly most: number;
  readonly fallback: number;
}

export function checkCount(
  field: string,
  count: number | undefined,
  { least = 1, most, fallback }: CountRange,
): number {
  if (count === undefined) return fallback;
  return count >= least && count <= most ? count : refuse(field, `must be ${least} to ${most}; this is ${count}`);
}

const largestInt32 = 2 ** 31 - 1;

export function checkOffset(offset: number | undefined): number {
  return checkCount('offset', offset, { least: 0, most: largestInt32, fallback: 0 });
}

export function checkSeed(seed: number | undefined): number {
  return checkCount('seed', seed, { least: 0, most: largestInt32, fallback: 0 });
}

export function checkText(field: string, text: string, mostCharacters: number): string {
  const characters = [...text].length;
  if (characters > mostCharacters)
    refuse(field, `must have at most ${mostCharacters} characters; this has ${characters}`);
  if (text.includes('\0') || !text.isWellFormed()) refuse(field, 'must be valid Unicode without null characters');
  return text;
}

const longestNameCharacters = 100;

export function checkDataSetName(name: string): string {
  const trimmed = name.trim();
  const allowed = `must have 1 to ${longestNameCharacters} characters on one line`;
  if (trimmed === '' || [...trimmed].length > longestNameCharacters) refuse('name', allowed);
  if (/\p{Cc}/u.test(trimmed) || !trimmed.isWellFormed()) refuse('name', allowed);
  return trimmed;
}

/** Half stars, 1 to 10; undefined where none is sent. */
export function checkRating(rating: number | undefined): number | undefined {
  if (rating === undefined) return undefined;
  const halfStars = rating * 2;
  if (Number.isInteger(halfStars) && halfStars >= 1 && halfStars <= 10) return halfStars;
  // A float of the contract, as it was typed.
  return refuse('rating', `must be 0.5 to 5 in steps of 0.5; this is ${Number(rating.toPrecision(7))}`);
}

const feedbackKinds: { readonly [feedback in MovieFeedback]: FeedbackKind | undefined } = {
  [MovieFeedback.UNSPECIFIED]: undefined,
  [MovieFeedback.LIKE]: 'like',
  [MovieFeedback.NOT_INTERESTED]: 'not-interested',
  [MovieFeedback.SEEN]: 'seen',
};

export function checkFeedback(feedback: MovieFeedback): FeedbackKind | undefined {
  if (Object.hasOwn(feedbackKinds, feedback)) return feedbackKinds[feedback];
  return refuse('feedback', `must be 0 (none), 1 (like), 2 (not interested) or 3 (seen); this is ${feedback}`);
}

export function checkDiversity(diversity: number | undefined): number {
  if (diversity === undefined) return 0;
  return diversity >= 0 && diversity <= 1 ? diversity : refuse('diversity', `must be 0 to 1; this is ${diversity}`);
}

export function checkMovieIds(
  field: string,
  ids: readonly number[],
  { least = 0, most }: Omit<CountRange, 'fallback'>,
) {
  if (ids.length < least || ids.length > most)
    refuse(field, `must name ${least} to ${most} films; these are ${ids.length}`);
  return [...new Set(ids)];
}

const orders: { readonly [order in MovieOrder]: SearchQuery['order'] } = {
  [MovieOrder.UNSPECIFIED]: 'match',
  [MovieOrder.POPULAR]: 'popular',
  [MovieOrder.BEST]: 'best',
  [MovieOrder.NEWEST]: 'newest',
  [MovieOrder.TITLE]: 'title',
};

export function checkOrder(order: MovieOrder): SearchQuery['order'] {
  return Object.hasOwn(orders, order) ? orders[order] : refuse('order', `must be 0 to 4; this is ${order}`);
}

const sections = { dataSet: 1, algorithms: 2, map: 3 } as const;
export type SectionName = keyof typeof sections;

/** Each section once; all of them where none is named. */
export function checkSections({ sections: asked }: GetAnalyticsRequest): SectionName[] {
  const names = Object.keys(sections) as SectionName[];
  if (asked.length === 0) return names;
  const unknown = asked.find((section) => !names.some((name) => sections[name] === section));
  if (unknown !== undefined) refuse('sections', `must be 1 (data set), 2 (algorithms) or 3 (map); this is ${unknown}`);
  return names.filter((name) => asked.some((section) => sections[name] === section));
}

const mostGenres = 50;
const longestGenreCharacters = 100;

export function checkFilter(filter: MovieFilter | undefined): FilmFilter {
  if (filter === undefined) return {};
  const { yearFrom, yearTo, ratingCountFrom, ratingCountTo } = filter;
  const { genres, withoutGenres } = checkFields({
    genres: () => checkGenres('filter.genres', filter.genres),
    withoutGenres: () => checkGenres('filter.without_genres', filter.withoutGenres),
    years: () => checkRange('filter.year', yearFrom, yearTo),
    ratingCounts: () => checkRange('filter.rating_count', ratingCountFrom, ratingCountTo),
  });
  return {
    ...(genres.length > 0 && { genres }),
    ...(withoutGenres.length > 0 && { withoutGenres }),
    ...(yearFrom !== undefined && { yearFrom }),
    ...(yearTo !== undefined && { yearTo }),
    ...(ratingCountFrom !== undefined && { ratingCountFrom }),
    ...(ratingCountTo !== undefined && { ratingCountTo }),
  };
}

function checkGenres(field: string, genres: readonly string[]): string[] {
  if (genres.length > mostGenres) refuse(field, `must name at most ${mostGenres} genres; these are ${genres.length}`);
  return genres.map((genre) => checkText(field, genre, longestGenreCharacters));
}

function checkRange(field: string, from: number | undefined, to: number | undefined): void {
  if ((from ?? 0) < 0) refuse(`${field}_from`, `must be 0 or greater; this is ${from}`);
  if ((to ?? 0) < 0) refuse(`${field}_to`, `must be 0 or greater; this is ${to}`);
  if (from !== undefined && to !== undefined && from > to) {
    refuse(`${field}_to`, `must not be below ${field}_from (${from}); this is ${to}`);
  }
}

/** An id that can name a row or a folder, in lower case; any other names nothing. */
export function checkUuid(resource: string, id: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return id.toLowerCase();
  throw new NotFoundError(resource, shorten(id));
}

function quote(text: string): string {
  return JSON.stringify(shorten(text));
}

/** What a message may repeat of what was sent. */
function shorten(text: string): string {
  const characters = [...text.toWellFormed()];
  return characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : text.toWellFormed();
}
