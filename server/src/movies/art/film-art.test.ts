import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Caller } from '../../accounts/caller.ts';
import { loadHouse } from '../../accounts/house.ts';
import { createLogger } from '../../logging.ts';
import { filmArt, imageJobs, pictures } from '../../storage/schema.ts';
import { openTestDatabase, type TestDatabase } from '../../storage/test-database.ts';
import { createFilmArt, type FilmArt, type FilmArtOptions } from './film-art.ts';
import type { FilmPainter } from './film-painter.ts';

let test: TestDatabase;
let house: Caller;
const opened: FilmArt[] = [];
beforeEach(async () => {
  test = await openTestDatabase();
  house = await loadHouse(test.database);
});
afterEach(async () => {
  for (const art of opened.splice(0)) await art.close();
  await test.close();
});

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 5 });
const film = (key: string) => ({ key, year: 1995, genres: ['Western'], keywords: [] });

interface ScriptedPainter extends FilmPainter {
  readonly jobs: { readonly id: string; readonly prompt: string; readonly seed: bigint }[];
  /** Ends the job with a picture, or without one. */
  end(jobId: string, state: 'done' | 'failed'): Promise<string>;
  broken: boolean;
}

/** Jobs and pictures are rows as the image workers leave them; the test says when one is painted. */
function createScriptedPainter(): ScriptedPainter {
  const { database } = test;
  const ended = new Map<string, string>();
  const painter: ScriptedPainter = {
    jobs: [],
    broken: false,
    async submit({ prompt, seed }, transaction) {
      if (painter.broken) throw new Error('No model can paint.');
      const id = randomUUID();
      await transaction.insert(imageJobs).values({
        ...{
          id,
          ownerId: house.personId,
          state: 'queued',
          request: {},
          requestedModel: '',
          model: 'm',
          modelHash: 'h',
        },
        ...{ requestFingerprint: id, virtualStart: 0 },
      });
      painter.jobs.push({ id, prompt, seed });
      return id;
    },
    async findPicture(jobId) {
      const pictureId = ended.get(jobId);
      if (pictureId === undefined) return { state: 'open' };
      return pictureId === '' ? { state: 'none' } : { state: 'painted', pictureId, runMs: 1 };
    },
    async end(jobId, state) {
      const pictureId = state === 'done' ? randomUUID() : '';
      // It was submitted in a transaction that may not have ended yet.
      await until(async () => {
        expect(await database.orm.select().from(imageJobs).where(eq(imageJobs.id, jobId))).toHaveLength(1);
      });
      await database.transaction(async (transaction) => {
        if (state === 'done') {
          await transaction.insert(pictures).values({
            ...{ id: pictureId, ownerId: house.personId, jobId, pictureIndex: 0, blobHash: 'b', format: 'png' },
            ...{ width: 8, height: 8, sizeBytes: 1, seed: 7n, settings: {} },
          });
        }
        ended.set(jobId, pictureId);
        await database.notify(transaction, 'job_changed', jobId);
      });
      return pictureId;
    },
  };
  return painter;
}

async function open(painter: FilmPainter, options: Partial<FilmArtOptions> = {}): Promise<FilmArt> {
  const art = createFilmArt({
    ...{ database: test.database, painter, logger: createLogger({ log: 'silent' }), paints: true },
    loadHouse: async () => house,
    ...{ quietMs: 0, restMs: 0, retryMs: 20, ...options },
  });
  opened.push(art);
  await art.start();
  return art;
}

const findRow = async (key: string) =>
  (await test.database.orm.select().from(filmArt).where(eq(filmArt.filmKey, key)))[0];

describe('createFilmArt', () => {
  it('paints what was shown, one at a time, and shows it from then on', async () => {
    const painter = createScriptedPainter();
    const art = await open(painter);
    expect(['heat|1995', 'ronin|1998'].map((key) => art.findUrl(film(key)))).toEqual(['', '']);
    await until(() => expect(painter.jobs).toHaveLength(1));
    const first = await painter.end(painter.jobs[0]?.id ?? '', 'done');
    await until(() => expect(painter.jobs).toHaveLength(2));
    const second = await painter.end(painter.jobs[1]?.id ?? '', 'done');
    await until(() => {
      const urls = ['heat|1995', 'ronin|1998'].map((key) => art.findUrl(film(key)));
      expect(urls.sort()).toEqual([`/pictures/${first}`, `/pictures/${second}`].sort());
    });
    expect(painter.jobs[0]?.prompt).toMatch(/^a western film, /);
    expect(painter.jobs[0]?.seed).not.toBe(painter.jobs[1]?.seed);
  });

  it('goes on after a restart with the job that an earlier process left, and keeps what was painted', async () => {
    const painter = createScriptedPainter();
    const before = await open(painter);
    before.findUrl(film('heat|1995'));
    await until(() => expect(painter.jobs).toHaveLength(1));
    await before.close();
    const pictureId = await painter.end(painter.jobs[0]?.id ?? '', 'done');
    const after = await open(painter);
    await until(() => expect(after.findUrl(film('heat|1995'))).toBe(`/pictures/${pictureId}`));
    expect(painter.jobs).toHaveLength(1);
    const third = await open(painter, { paints: false });
    expect(third.findUrl(film('heat|1995'))).toBe(`/pictures/${pictureId}`);
  });

  it('tells other gateways on the same database', async () => {
    const painter = createScriptedPainter();
    const [here, there] = [await open(painter), await open(painter, { paints: false })];
    here.findUrl(film('heat|1995'));
    await until(() => expect(painter.jobs).toHaveLength(1));
    const pictureId = await painter.end(painter.jobs[0]?.id ?? '', 'done');
    await until(() => expect(there.findUrl(film('heat|1995'))).toBe(`/pictures/${pictureId}`));
  });

  it('tries a film three times, and then leaves it without a picture', async () => {
    const painter = createScriptedPainter();
    const art = await open(painter);
    art.findUrl(film('heat|1995'));
    for (const attempt of [1, 2, 3]) {
      await until(() => expect(painter.jobs).toHaveLength(attempt));
      await painter.end(painter.jobs.at(-1)?.id ?? '', 'failed');
    }
    await until(async () => expect(await findRow('heat|1995')).toMatchObject({ failures: 3, jobId: null }));
    art.findUrl(film('ronin|1998'));
    await until(() => expect(painter.jobs).toHaveLength(4));
    await until(async () => expect((await findRow('ronin|1998'))?.jobId).toBe(painter.jobs[3]?.id));
    expect(art.findUrl(film('heat|1995'))).toBe('');
  });

  it('waits for a painter that is away', async () => {
    const painter = createScriptedPainter();
    painter.broken = true;
    const art = await open(painter);
    art.findUrl(film('heat|1995'));
    await until(async () => expect(await findRow('heat|1995')).toMatchObject({ failures: 0, jobId: null }));
    painter.broken = false;
    await until(() => expect(painter.jobs).toHaveLength(1));
  });

  it('paints nothing while somebody looks at films', async () => {
    const painter = createScriptedPainter();
    const [busy, quiet] = [await open(painter, { quietMs: 3_600_000 }), await open(painter)];
    busy.findUrl(film('heat|1995'));
    quiet.findUrl(film('ronin|1998'));
    await until(() => expect(painter.jobs).toHaveLength(1));
    const pictureId = await painter.end(painter.jobs[0]?.id ?? '', 'done');
    await until(() => expect(busy.findUrl(film('ronin|1998'))).toBe(`/pictures/${pictureId}`));
    expect(await findRow('heat|1995')).toBeUndefined();
    expect(painter.jobs).toHaveLength(1);
  });

  it('paints nothing when it is turned off', async () => {
    const painter = createScriptedPainter();
    const art = await open(painter, { paints: false });
    expect(art.findUrl(film('heat|1995'))).toBe('');
    await art.close();
    expect(await findRow('heat|1995')).toBeUndefined();
    expect(painter.jobs).toEqual([]);
  });

  it.each([
    ['markup', '<script>alert(1)</script>|1995'],
    ['right to left', 'جدایی نادر از سیمین|2011'],
    ['emoji', '🎬🎞️|2020'],
    ['ten thousand letters', `${'x'.repeat(10_000)}|`],
    ['a zero byte and half a character', 'nul \0 and half \ud800|'],
  ])('takes a film whose name is %s', async (_what, key) => {
    const painter = createScriptedPainter();
    const art = await open(painter);
    art.findUrl(film(key));
    await until(() => expect(painter.jobs).toHaveLength(1));
  });
});
