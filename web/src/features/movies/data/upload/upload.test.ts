import { describe, expect, test } from 'vitest';
import { chooseFiles, describeFiles } from './choose-files.ts';
import { describeUpload } from './describe-upload.ts';
import { uploadFiles } from './upload-files.ts';
import { createUuid, findUploadId } from './upload-id.ts';
import { createUploadRoutes, UploadInterruptedError, UploadRefusedError } from './upload-routes.ts';

function file(place: string, size = 10) {
  return {
    name: place.split('/').at(-1)!,
    size,
    lastModified: 5,
    webkitRelativePath: place.includes('/') ? place : '',
  };
}

const namesOf = (places: readonly string[]) => {
  const choice = chooseFiles(places.map((place) => file(place)));
  return choice.kind === 'ready' ? { name: choice.name, files: choice.files.map(({ name }) => name) } : choice.kind;
};

describe('what is sent of what somebody chose', () => {
  test('a zip, as it is', () => {
    expect(namesOf(['ml-25m.zip'])).toEqual({ name: 'ml-25m', files: ['ml-25m.zip'] });
  });

  test('the tables of a MovieLens folder, and nothing else of it', () => {
    const folder = ['README.txt', 'ratings.csv', 'movies.csv', '.DS_Store', 'genome-scores.csv', 'links.csv'];
    expect(namesOf(folder.map((name) => `ml-latest-small/${name}`))).toEqual({
      name: 'ml-latest-small',
      files: ['ratings.csv', 'movies.csv', 'links.csv'],
    });
    expect(namesOf(['ml-100k/u.data', 'ml-100k/u.item', 'ml-100k/u1.base'])).toEqual({
      name: 'ml-100k',
      files: ['u.data', 'u.item'],
    });
  });

  test('the topmost folder that has ratings', () => {
    expect(namesOf(['films/old/ratings.csv', 'films/ratings.csv', 'films/movies.csv', 'films/old/movies.csv'])).toEqual(
      {
        name: 'films',
        files: ['ratings.csv', 'movies.csv'],
      },
    );
  });

  test('nothing without ratings in it', () => {
    expect([namesOf([]), namesOf(['a/notes.txt']), namesOf(['photo.jpg'])]).toEqual(['refused', 'refused', 'refused']);
    expect(chooseFiles([file('a/ratings.csv', 0)])).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('is empty'),
    });
    expect(chooseFiles([file('empty.zip', 0)]).kind).toBe('refused');
  });
});

describe('the id of an upload', () => {
  test('is a UUID', () => {
    for (let turn = 0; turn < 50; turn += 1) {
      expect(createUuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(createUuid('00112233445566778899aabbccddeeff')).toBe('00112233-4455-4677-8899-aabbccddeeff');
  });

  test('is the same for the same files, and another one for others', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    };
    const one = describeFiles([file('a/ratings.csv'), file('a/movies.csv')]);
    const same = describeFiles([file('a/movies.csv'), file('a/ratings.csv')]);
    const other = describeFiles([file('a/ratings.csv', 11)]);
    const { id, isNew } = findUploadId(one, storage as never);
    expect(isNew).toBe(true);
    expect(findUploadId(same, storage as never)).toEqual({ id, isNew: false });
    expect(findUploadId(other, storage as never).id).not.toBe(id);
    kept.set('starweave-film-upload', '{"description":1');
    expect(findUploadId(one, storage as never).id).toMatch(/^[0-9a-f-]{36}$/);
  });
});

/** A server in memory, which a test may have fail. */
function createServer(fail: (call: number) => 'before' | 'after' | 'refuse' | undefined = () => undefined) {
  const stored = new Map<string, Uint8Array>();
  let calls = 0;
  const routes = {
    findSize: async (id: string, name: string) => stored.get(`${id}/${name}`)?.length ?? 0,
    async append({
      uploadId,
      fileName,
      offset,
      bytes,
    }: {
      uploadId: string;
      fileName: string;
      offset: number;
      bytes: Blob;
    }) {
      calls += 1;
      const failure = fail(calls);
      if (failure === 'refuse') throw new UploadRefusedError('No.');
      if (failure === 'before') throw new TypeError('fetch failed');
      const key = `${uploadId}/${fileName}`;
      const before = stored.get(key) ?? new Uint8Array();
      if (offset > before.length) throw new Error('A hole.');
      stored.set(key, Uint8Array.from([...before.subarray(0, offset), ...new Uint8Array(await bytes.arrayBuffer())]));
      if (failure === 'after') throw new UploadInterruptedError('The answer was lost.');
    },
  };
  return { routes, stored, countCalls: () => calls };
}

const bytesOf = (length: number, step: number) => Uint8Array.from({ length }, (_, index) => (index * step) % 251);
const files = [new File([bytesOf(1000, 7)], 'ratings.csv'), new File([bytesOf(130, 3)], 'movies.csv')];
const fast = { random: () => 0, pieceBytes: 64, pause: async () => {}, signal: new AbortController().signal };

describe('sending files', () => {
  test('every byte arrives once, in its place, whatever breaks on the way', async () => {
    for (const every of [2, 3, 5]) {
      for (const kind of ['before', 'after'] as const) {
        const { routes, stored } = createServer((call) => (call % every === 0 ? kind : undefined));
        const progress: number[] = [];
        await uploadFiles('u', files, { ...fast, routes, onProgress: (sent) => progress.push(sent) });
        expect(stored.get('u/ratings.csv')).toEqual(bytesOf(1000, 7));
        expect(stored.get('u/movies.csv')).toEqual(bytesOf(130, 3));
        expect(progress.at(-1)).toBe(1130);
        expect(progress.toSorted((a, b) => a - b)).toEqual(progress);
      }
    }
  });

  test('what is there already is not sent again', async () => {
    const { routes, stored, countCalls } = createServer();
    stored.set('u/ratings.csv', bytesOf(1000, 7).slice(0, 960));
    stored.set('u/movies.csv', new Uint8Array(500));
    await uploadFiles('u', files, { ...fast, routes, onProgress: () => {} });
    expect(countCalls()).toBe(1 + 3);
    expect(stored.get('u/ratings.csv')).toEqual(bytesOf(1000, 7));
    expect(stored.get('u/movies.csv')).toEqual(bytesOf(130, 3));
  });

  test('under a new id the server is not asked what is there', async () => {
    const { routes, stored } = createServer();
    const findSize = async () => {
      throw new Error('asked');
    };
    await uploadFiles('u', files, { ...fast, routes: { ...routes, findSize }, isNew: true, onProgress: () => {} });
    expect(stored.get('u/movies.csv')).toEqual(bytesOf(130, 3));
  });

  test('a refusal ends it at once, failures after six', async () => {
    const refusing = createServer(() => 'refuse');
    await expect(uploadFiles('u', files, { ...fast, ...refusing, onProgress: () => {} })).rejects.toThrow('No.');
    expect(refusing.countCalls()).toBe(1);
    const away = createServer(() => 'before');
    await expect(uploadFiles('u', files, { ...fast, ...away, onProgress: () => {} })).rejects.toThrow('fetch failed');
    expect(away.countCalls()).toBe(6);
  });

  test('stops where it is told to, and goes on from there', async () => {
    const { routes, stored } = createServer();
    const abort = new AbortController();
    const onProgress = (sent: number) => sent >= 320 && abort.abort();
    await expect(uploadFiles('u', files, { ...fast, routes, signal: abort.signal, onProgress })).rejects.toThrow();
    expect(stored.get('u/ratings.csv')!.length).toBeLessThan(1000);
    await uploadFiles('u', files, { ...fast, routes, onProgress: () => {} });
    expect(stored.get('u/ratings.csv')).toEqual(bytesOf(1000, 7));
  });
});

describe('the routes', () => {
  const answer = (status: number, body?: object, headers = {}) => {
    const requests: string[] = [];
    const call = async (address: string | URL | Request, { method }: RequestInit = {}) => {
      requests.push(`${method} ${address}`);
      return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
    };
    return { routes: createUploadRoutes(call as typeof fetch), requests };
  };
  const signal = new AbortController().signal;
  const piece = { uploadId: 'u', fileName: 'my films.zip', offset: 64, bytes: new Blob(['x']) };

  test('name the upload, the file and where to go on', async () => {
    const { routes, requests } = answer(200, { sizeBytes: 65 });
    await routes.append(piece, signal);
    expect(requests).toEqual(['PUT /movies/uploads/u/my%20films.zip?offset=64']);
  });

  test('a file that is not there yet has no bytes', async () => {
    expect(await answer(404).routes.findSize('u', 'a.zip', signal)).toBe(0);
    expect(await answer(200, undefined, { 'content-length': '123' }).routes.findSize('u', 'a.zip', signal)).toBe(123);
  });

  test('refusals that last are told from those that pass', async () => {
    const lasting = answer(400, { code: 'invalid_argument', message: 'file_name must be ratings.csv' });
    await expect(lasting.routes.append(piece, signal)).rejects.toThrow(UploadRefusedError);
    await expect(lasting.routes.append(piece, signal)).rejects.toThrow('file_name must be ratings.csv');
    await expect(answer(503, { code: 'unavailable', message: 'Full.' }).routes.append(piece, signal)).rejects.toThrow(
      UploadInterruptedError,
    );
    await expect(answer(502).routes.append(piece, signal)).rejects.toThrow('The server answered 502 to the upload.');
  });
});

test('an upload says how long it will take once it can know', () => {
  const moment = { sizeBytes: 100_000_000, startBytes: 20_000_000, sentBytes: 40_000_000, elapsedMs: 10_000 };
  expect(describeUpload(moment)).toBe('40 MB of 100 MB, about 30.0 s left');
  expect(describeUpload({ ...moment, elapsedMs: 500 })).toBe('40 MB of 100 MB');
  expect(describeUpload({ ...moment, sentBytes: 100_000_000 })).toBe('100 MB of 100 MB');
});
