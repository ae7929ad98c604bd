import { createHash } from 'node:crypto';
import { and, desc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { Caller } from '../../accounts/caller.ts';
import type { Database } from '../../storage/database.ts';
import { queryDatabase } from '../../storage/query-database.ts';
import { filmArt } from '../../storage/schema.ts';
import { toStorableText } from '../../storage/storable-text.ts';
import { type ArtFilm, describeFilmArt } from './describe-film-art.ts';
import type { FilmPainter } from './film-painter.ts';

/** Painting that came to nothing so often isn't tried again. */
const mostFailures = 3;
const filmsAtOnce = 500;

export interface PaintedFilm {
  readonly filmKey: string;
  readonly pictureId: string;
}

/** Every film that has a picture. */
export async function loadPaintedFilms(database: Pick<Database, 'orm'>): Promise<PaintedFilm[]> {
  const { filmKey, pictureId } = filmArt;
  const rows = await queryDatabase(database, (orm) =>
    orm.select({ filmKey, pictureId }).from(filmArt).where(isNotNull(pictureId)),
  );
  return rows.flatMap((row) => (row.pictureId === null ? [] : [{ filmKey: row.filmKey, pictureId: row.pictureId }]));
}

export async function findPaintedFilm(
  database: Pick<Database, 'orm'>,
  filmHash: string,
): Promise<PaintedFilm | undefined> {
  const [row] = await queryDatabase(database, (orm) =>
    orm.select().from(filmArt).where(eq(filmArt.filmHash, filmHash)),
  );
  return row?.pictureId ? { filmKey: row.filmKey, pictureId: row.pictureId } : undefined;
}

/** Remembers that films were shown, so that those without a picture get one, the latest shown first. */
export async function rememberShownFilms(
  database: Pick<Database, 'orm'>,
  films: readonly ArtFilm[],
  house: Caller,
): Promise<void> {
  const rows = films.map((film) => ({ ...describeRow(film), ownerId: house.personId, shownAt: sql`now()` }));
  for (let start = 0; start < rows.length; start += filmsAtOnce) {
    await queryDatabase(database, (orm) =>
      orm
        .insert(filmArt)
        .values(rows.slice(start, start + filmsAtOnce))
        .onConflictDoUpdate({ target: filmArt.filmHash, set: { shownAt: sql`now()` } }),
    );
  }
}

function describeRow(film: ArtFilm) {
  const filmHash = createHash('sha256').update(film.key).digest('hex');
  return { filmHash, filmKey: toStorableText(film.key), ...describeFilmArt(film) };
}

export interface OpenArt {
  readonly filmHash: string;
  readonly filmKey: string;
  readonly jobId: string;
}

/** Films whose pictures are in the queue or being painted. */
export async function findOpenArt(database: Pick<Database, 'orm'>): Promise<OpenArt[]> {
  const { filmHash, filmKey, jobId } = filmArt;
  const rows = await queryDatabase(database, (orm) =>
    orm.select({ filmHash, filmKey, jobId }).from(filmArt).where(isNotNull(jobId)),
  );
  return rows.flatMap((row) => (row.jobId === null ? [] : [{ ...row, jobId: row.jobId }]));
}

/** Puts the picture of the film that was shown last into the queue; undefined when none waits. */
export async function submitNextArt(
  database: Pick<Database, 'transaction'>,
  painter: Pick<FilmPainter, 'submit'>,
): Promise<OpenArt | undefined> {
  return database.transaction(async (transaction) => {
    const waits = and(isNull(filmArt.pictureId), isNull(filmArt.jobId), lt(filmArt.failures, mostFailures));
    const [row] = await transaction
      .select()
      .from(filmArt)
      .where(waits)
      .orderBy(desc(filmArt.shownAt), filmArt.filmHash)
      .limit(1)
      // Another gateway on the same database takes another film.
      .for('update', { skipLocked: true });
    if (row === undefined) return undefined;
    const { filmHash, filmKey, prompt, seed } = row;
    const jobId = await painter.submit({ prompt, seed }, transaction);
    await transaction.update(filmArt).set({ jobId }).where(eq(filmArt.filmHash, filmHash));
    return { filmHash, filmKey, jobId };
  });
}

/** Ends a film's painting, with its picture or without one, and tells every gateway. */
export async function settleArt(
  database: Pick<Database, 'transaction' | 'notify'>,
  { filmHash, jobId }: OpenArt,
  pictureId: string | undefined,
): Promise<void> {
  await database.transaction(async (transaction) => {
    const outcome =
      pictureId === undefined ? { failures: sql`${filmArt.failures} + 1` } : { pictureId, failures: sql`0` };
    await transaction
      .update(filmArt)
      .set({ ...outcome, jobId: null })
      .where(and(eq(filmArt.filmHash, filmHash), eq(filmArt.jobId, jobId)));
    await database.notify(transaction, 'film_painted', filmHash);
  });
}
