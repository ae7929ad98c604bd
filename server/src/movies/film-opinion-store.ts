import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Caller } from '../accounts/caller.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { queryDatabase } from '../storage/query-database.ts';
import { filmOpinions } from '../storage/schema.ts';
import { toStorableText } from '../storage/storable-text.ts';
import type { FeedbackKind, Film } from './engine/film-engine.ts';

/** What a person said about one film: a rating, feedback or both. */
export type FilmOpinion = typeof filmOpinions.$inferSelect;

/** As much of an opinion as lists and films go by. */
export interface BriefOpinion extends Pick<FilmOpinion, 'filmKey' | 'halfStars' | 'feedback'> {
  /** Seconds since 1970; 0 without a rating. */
  readonly ratedAt: number;
}

/** Everything that a person said about films. One query, and one value: a thousand rows take several times as long to read. */
export async function loadOpinions(database: Pick<Database, 'orm'>, caller: Caller): Promise<BriefOpinion[]> {
  const { filmKey, halfStars, ratedAt, feedback } = filmOpinions;
  const seconds = sql`coalesce(floor(extract(epoch from ${ratedAt})), 0)`;
  const opinion = sql`json_build_array(${filmKey}, ${halfStars}, ${seconds}, ${feedback})`;
  type Entry = readonly [string, BriefOpinion['halfStars'], number, BriefOpinion['feedback']];
  const opinions = sql<readonly Entry[]>`coalesce(json_agg(${opinion}), '[]')`;
  const [row] = await queryDatabase(database, (orm) =>
    orm.select({ opinions }).from(filmOpinions).where(eq(filmOpinions.ownerId, caller.personId)),
  );
  return (row?.opinions ?? []).map(([key, stars, time, kind]) => {
    return { filmKey: key, halfStars: stars, ratedAt: time, feedback: kind };
  });
}

/** The same with titles and exact times. One query. */
export function loadWholeOpinions(database: Pick<Database, 'orm'>, caller: Caller): Promise<FilmOpinion[]> {
  return queryDatabase(database, (orm) =>
    orm.select().from(filmOpinions).where(eq(filmOpinions.ownerId, caller.personId)),
  );
}

/** A film's name, as rows keep it. */
export type OpinionSubject = Pick<Film, 'key' | 'title' | 'year'>;

/** What changes; null takes it back. */
export type OpinionChange = { readonly halfStars: number | null } | { readonly feedback: FeedbackKind | null };

export interface ChangedOpinion {
  readonly previous: FilmOpinion | undefined;
  /** Undefined: nothing is said about the film any more. */
  readonly opinion: FilmOpinion | undefined;
  /** Films that the person has rated now. */
  readonly ratingCount: number;
}

/** Stores a rating or feedback; the same again changes nothing but its time. */
export function changeOpinion(
  database: Pick<Database, 'transaction'>,
  { caller, film }: { readonly caller: Caller; readonly film: OpinionSubject },
  change: OpinionChange,
): Promise<ChangedOpinion> {
  const filmHash = createHash('sha256').update(film.key).digest('hex');
  const row = and(eq(filmOpinions.ownerId, caller.personId), eq(filmOpinions.filmHash, filmHash));
  return database.transaction(async (transaction) => {
    const [previous] = await transaction.select().from(filmOpinions).where(row).for('update');
    const opinion = await write(transaction, { caller, film, filmHash, previous }, change);
    // A row that wasn't there before is somebody else's, from this very moment.
    if (opinion === undefined && previous !== undefined) await transaction.delete(filmOpinions).where(row);
    return { previous, opinion, ratingCount: await countRatings(transaction, caller) };
  });
}

interface WrittenOpinion {
  readonly caller: Caller;
  readonly film: OpinionSubject;
  readonly filmHash: string;
  readonly previous: FilmOpinion | undefined;
}

async function write(
  transaction: Transaction,
  { caller, film, filmHash, previous }: WrittenOpinion,
  change: OpinionChange,
): Promise<FilmOpinion | undefined> {
  const said = { halfStars: previous?.halfStars ?? null, feedback: previous?.feedback ?? null, ...change };
  if (said.halfStars === null && said.feedback === null) return undefined;
  const columns = 'halfStars' in change ? describeRating(change.halfStars) : describeFeedback(change.feedback);
  const name = { filmKey: toStorableText(film.key), title: toStorableText(film.title), year: film.year ?? null };
  const [opinion] = await transaction
    .insert(filmOpinions)
    // Whole, though only a part changes: a row is checked before it gives way to the one that is there.
    .values({ ownerId: caller.personId, filmHash, ...name, ...said, ...columns })
    .onConflictDoUpdate({ target: [filmOpinions.ownerId, filmOpinions.filmHash], set: { ...name, ...columns } })
    .returning();
  return opinion;
}

function describeRating(halfStars: number | null) {
  return { halfStars, ratedAt: halfStars === null ? null : sql`now()` };
}

function describeFeedback(feedback: FeedbackKind | null) {
  return { feedback, feedbackAt: feedback === null ? null : sql`now()` };
}

async function countRatings(transaction: Transaction, caller: Caller): Promise<number> {
  const [row] = await transaction
    .select({ count: sql<number>`count(${filmOpinions.halfStars})::int` })
    .from(filmOpinions)
    .where(eq(filmOpinions.ownerId, caller.personId));
  return row?.count ?? 0;
}
