import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidRequestError, NotFoundError, TooMuchError, WrongStateError } from '../errors.ts';
import { createFilmUploads, type FilmUploads } from './film-uploads.ts';

const caller = { personId: '00000000-0000-4000-8000-000000000001' };
const uploadId = '0f0f0f0f-0000-4000-8000-000000000001';
const file = { caller, uploadId, fileName: 'ratings.csv' };

async function* send(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

describe('film uploads', () => {
  let folder: string;
  let uploads: FilmUploads;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'starweave-uploads-'));
    uploads = createFilmUploads({ folder, limitBytes: 100, now: Date.now });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const read = (name = 'ratings.csv') => readFile(path.join(folder, caller.personId, uploadId, name), 'utf8');

  it('keeps what came before a break, and goes on from there', async () => {
    async function* broken() {
      yield Buffer.from('one,');
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    }
    await expect(uploads.receive(file, 0, broken())).rejects.toThrow('Go on where it broke');
    expect(await uploads.findSize(file)).toBe(4);
    expect(await uploads.receive(file, 4, send('two,', 'three'))).toBe(13);
    expect(await read()).toBe('one,two,three');
  });

  it('takes a piece again, refuses a hole, and starts over at 0', async () => {
    await uploads.receive(file, 0, send('one,two'));
    expect(await uploads.receive(file, 4, send('TWO'))).toBe(7);
    expect(await read()).toBe('one,TWO');
    await expect(uploads.receive(file, 9, send('x'))).rejects.toThrow(
      new WrongStateError('The file has 7 bytes so far. Go on with ?offset=7.'),
    );
    expect(await uploads.receive(file, 0, send('new'))).toBe(3);
  });

  it('holds all files of an upload together under its limit', async () => {
    await uploads.receive(file, 0, send('x'.repeat(60)));
    const movies = { ...file, fileName: 'movies.csv' };
    await expect(uploads.receive(movies, 0, send('y'.repeat(30), 'y'.repeat(11)))).rejects.toThrow('100 bytes');
    expect(await uploads.receive(movies, 0, send('y'.repeat(40)))).toBe(40);
    await expect(uploads.receive(file, 60, send('x'))).rejects.toBeInstanceOf(InvalidRequestError);
    expect(await uploads.receive(file, 0, send('x'.repeat(60)))).toBe(60);
  });

  it('holds files that are sent at the same time under one limit', async () => {
    const held = Promise.withResolvers<void>();
    async function* slow() {
      yield Buffer.from('x'.repeat(30));
      await held.promise;
      yield Buffer.from('x'.repeat(30));
    }
    const first = uploads.receive(file, 0, slow());
    const movies = { ...file, fileName: 'movies.csv' };
    expect(await uploads.receive(movies, 0, send('y'.repeat(50)))).toBe(50);
    // What is cut off makes room.
    expect(await uploads.receive(movies, 40, send('z'))).toBe(41);
    held.resolve();
    await expect(first).rejects.toThrow('100 bytes');
    expect([await read(), await read('movies.csv')]).toEqual(['x'.repeat(30), `${'y'.repeat(40)}z`]);
    expect(await uploads.receive(file, 30, send('x'.repeat(29)))).toBe(59);
  });

  it('takes twenty uploads of a person also when more begin at the same time', async () => {
    const idOf = (index: number) => `0f0f0f0f-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const all = Array.from({ length: 24 }, (_, index) =>
      uploads.receive({ ...file, uploadId: idOf(index) }, 0, send('x')),
    );
    const refused = (await Promise.allSettled(all)).filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(4);
  });

  it.each([
    ['Ratings.CSV', 'ratings.csv'],
    ['ml-32m.zip', 'archive.zip'],
    ['../../../etc/passwd.zip', 'archive.zip'],
    ['my ratings.parquet', 'ratings.parquet'],
    ['movies.parquet', 'movies.parquet'],
  ])('keeps %s as %s', async (fileName, kept) => {
    await uploads.receive({ ...file, fileName }, 0, send('x'));
    expect(await readdir(path.join(folder, caller.personId, uploadId))).toEqual([kept]);
  });

  it.each(['', '..', '../ratings.csv', 'notes.txt', '/etc/passwd', 'ratings.csv\0', '.zip/..'])(
    'refuses the name %j and makes nothing',
    async (fileName) => {
      await expect(uploads.receive({ ...file, fileName }, 0, send('x'))).rejects.toBeInstanceOf(InvalidRequestError);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it.each(['', '..', '../x', 'not-a-uuid'])('has no upload %j', async (id) => {
    await expect(uploads.receive({ ...file, uploadId: id }, 0, send('x'))).rejects.toBeInstanceOf(NotFoundError);
    await expect(uploads.getFolder(id, caller)).rejects.toBeInstanceOf(NotFoundError);
    expect(await readdir(folder)).toEqual([]);
  });

  it('shows nobody another person’s upload', async () => {
    await uploads.receive(file, 0, send('x'));
    const other = { personId: '00000000-0000-4000-8000-000000000002' };
    expect(await uploads.findSize({ ...file, caller: other })).toBeUndefined();
    await expect(uploads.getFolder(uploadId, other)).rejects.toBeInstanceOf(NotFoundError);
  });

  it('refuses two writers of one file', async () => {
    const held = Promise.withResolvers<void>();
    async function* slow() {
      yield Buffer.from('a');
      await held.promise;
    }
    const first = uploads.receive(file, 0, slow());
    await expect(uploads.receive(file, 0, send('b'))).rejects.toBeInstanceOf(WrongStateError);
    held.resolve();
    expect(await first).toBe(1);
  });

  it('takes twenty uploads of a person at once, and more pieces of those', async () => {
    const idOf = (index: number) => `0f0f0f0f-0000-4000-8000-${String(index).padStart(12, '0')}`;
    for (let index = 0; index < 20; index += 1) await uploads.receive({ ...file, uploadId: idOf(index) }, 0, send('x'));
    await expect(uploads.receive({ ...file, uploadId: idOf(20) }, 0, send('x'))).rejects.toBeInstanceOf(TooMuchError);
    expect(await uploads.receive({ ...file, uploadId: idOf(3) }, 1, send('y'))).toBe(2);
  });

  it('sweeps away what is a day old, but for what is being imported', async () => {
    const kept = '0f0f0f0f-0000-4000-8000-000000000002';
    const fresh = '0f0f0f0f-0000-4000-8000-000000000003';
    const old = new Date(Date.now() - 25 * 3600 * 1000);
    for (const id of [uploadId, kept, fresh]) {
      await uploads.receive({ ...file, uploadId: id }, 0, send('x'));
      const ofUpload = path.join(folder, caller.personId, id);
      if (id === fresh) continue;
      await utimes(path.join(ofUpload, 'ratings.csv'), old, old);
      await utimes(ofUpload, old, old);
    }
    await uploads.sweep(new Set([kept]));
    expect((await readdir(path.join(folder, caller.personId))).sort()).toEqual([kept, fresh]);
  });
});
