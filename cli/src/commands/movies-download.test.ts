import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { MovieService, MovieTaskState } from '@starweave/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../command.ts';
import { startTestServer, type TestServer } from '../movies/test-movie-server.ts';
import { createUploadRoutes, type UploadRoutes } from '../movies/test-upload-routes.ts';
import { type RunOptions, runWords } from '../test-run-words.ts';

const readme = '<h1>Usage License</h1><p>Say where it is from.</p><h1>Citation</h1><p>A paper.</p>';
// What is in a zip is the import's to check; the download looks at its bytes only.
const zip = new Uint8Array(300_000).map((_, index) => (index * 7919) % 251);
const md5 = createHash('md5').update(zip).digest('hex');

let folder: string;
let server: TestServer;
let uploads: UploadRoutes;
let files: Map<string, Uint8Array | string>;
/** Bytes after which the next answer with the zip breaks off. */
let breaksOffAfter: number | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave download '));
  uploads = createUploadRoutes();
  breaksOffAfter = undefined;
  files = new Map<string, Uint8Array | string>([
    ['ml-latest-small-README.html', readme],
    ['ml-latest-small.zip', zip],
    ['ml-latest-small.zip.md5', `MD5 (ml-latest-small.zip) = ${md5}\n`],
    ['ml-1m-README.txt', 'USAGE LICENSE\n=============\nAsk before selling it.\n'],
    ['ml-1m.zip', zip],
  ]);
  server = await startTestServer(
    (router) =>
      router.service(MovieService, {
        listMovieTasks: () => ({ tasks: [] }),
        listDataSets: () => ({ dataSets: [] }),
        async *importRatings({ name }) {
          yield { task: { id: 't1', state: MovieTaskState.DONE, dataSetName: name } };
        },
      }),
    async (request) => (await serveFile(request)) ?? uploads.handle(request),
  );
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Files with ranges, as GroupLens's Apache serves them. */
async function serveFile(request: Request): Promise<Response | undefined> {
  const [, name = ''] = /^\/datasets\/movielens\/(.+)$/.exec(new URL(request.url).pathname) ?? [];
  const content = files.get(name);
  if (content === undefined) return undefined;
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const begin = Number(/^bytes=(\d+)-$/.exec(request.headers.get('range') ?? '')?.[1] ?? 0);
  if (begin > 0 && begin >= bytes.length) return new Response(null, { status: 416 });
  const rest = bytes.slice(begin);
  const headers = {
    'content-length': String(rest.length),
    'content-range': `bytes ${begin}-${bytes.length - 1}/${bytes.length}`,
  };
  const limit = name.endsWith('.zip') ? breaksOffAfter : undefined;
  if (limit !== undefined) breaksOffAfter = undefined;
  return new Response(limit === undefined ? rest : toStream(breakOff(rest, limit)), {
    status: begin > 0 ? 206 : 200,
    headers,
  });
}

function toStream(chunks: AsyncIterable<Uint8Array>): ReadableStream {
  return Readable.toWeb(Readable.from(chunks)) as ReadableStream;
}

async function* breakOff(bytes: Uint8Array, after: number): AsyncGenerator<Uint8Array> {
  yield bytes.slice(0, after);
  const part = path.join(folder, 'ml-latest-small.zip.part');
  await expect.poll(async () => (await stat(part).catch(() => undefined))?.size ?? 0).toBeGreaterThan(0);
  throw new Error('broken off');
}

const run = (words: readonly string[], options: RunOptions = {}) =>
  runWords(['movies', 'download', ...words, '--mirror', `${server.url}/datasets/movielens/`, '--server', server.url], {
    workingFolder: folder,
    ...options,
  });
const zipRequests = () => server.requests.filter((line) => line.endsWith('.zip'));

describe('starweave movies download', () => {
  it('shows the terms, asks, verifies the checksum and imports', async () => {
    const shown: string[] = [];
    const ask = async (question: string) => {
      shown.push(question);
      return 'yes';
    };
    const { code, output, errors } = await run(['ml-latest-small'], { ask, onError: (text) => shown.push(text) });
    expect(shown.findIndex((text) => text.includes('Say where it is from.'))).toBeLessThan(
      shown.findIndex((text) => text.includes('Do you agree?')),
    );
    expect(errors).not.toContain('A paper.');
    expect(errors).toContain('its checksum is right');
    expect(output).toBe('Imported ml-latest-small.\n');
    expect(code).toBe(exitCodes.done);
    expect([...uploads.files.values()].map((bytes) => bytes.length)).toEqual([zip.length]);
  });

  it.each(['no', '', undefined])('downloads nothing where the answer is %j', async (answer) => {
    const { code, errors } = await run(['ml-latest-small'], { ask: async () => answer });
    expect(errors).toContain('nothing was downloaded');
    expect([code, zipRequests()]).toEqual([exitCodes.failed, []]);
  });

  it('needs --accept-licence where nobody can be asked', async () => {
    const { code, errors } = await run(['ml-latest-small']);
    expect(errors).toContain('add --accept-licence');
    expect([code, zipRequests()]).toEqual([exitCodes.failed, []]);
  });

  it('goes on where it broke off', async () => {
    breaksOffAfter = 100_000;
    const words = ['ml-latest-small', '--accept-licence', '--no-import'];
    const first = await run(words);
    expect(first.errors).toContain('broke off. The same command goes on from there.');
    expect(first.code).toBe(exitCodes.failed);
    const [part = ''] = await readdir(folder);
    expect(part).toBe('ml-latest-small.zip.part');
    const kept = await readFile(path.join(folder, part));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(zip.length);
    expect((await run(words)).code).toBe(exitCodes.done);
    expect(new Uint8Array(await readFile(path.join(folder, 'ml-latest-small.zip')))).toEqual(zip);
    expect(await readdir(folder)).toEqual(['ml-latest-small.zip']);
  });

  it('throws a part of another file away', async () => {
    await writeFile(path.join(folder, 'ml-latest-small.zip.part'), new Uint8Array(5000));
    expect((await run(['ml-latest-small', '--accept-licence', '--no-import'])).code).toBe(exitCodes.done);
    expect(new Uint8Array(await readFile(path.join(folder, 'ml-latest-small.zip')))).toEqual(zip);
    expect(zipRequests()).toHaveLength(2);
  });

  it('does not download again what is there and right', async () => {
    await writeFile(path.join(folder, 'ml-latest-small.zip'), zip);
    const { errors } = await run(['ml-latest-small', '--accept-licence', '--no-import']);
    expect(errors).toContain('is there already');
    expect(zipRequests()).toEqual([]);
  });

  it('keeps nothing that has another checksum than the published one', async () => {
    const { code, errors } = await run(['ml-1m', '--accept-licence']);
    expect(errors).toContain('does not have the published MD5 c4d9eecfca2ab87c1945afe126590906');
    expect(code).toBe(exitCodes.failed);
    expect(await readdir(folder)).toEqual([]);
    expect(uploads.files.size).toBe(0);
  });

  it('says that no checksum is published where there is none', async () => {
    files.delete('ml-latest-small.zip.md5');
    const { code, errors } = await run(['ml-latest-small', '--accept-licence', '--no-import']);
    expect(errors).toContain('There is no checksum beside');
    expect(code).toBe(exitCodes.done);
  });

  it('says what to do without a network, and where a file is gone', async () => {
    const { url } = server;
    files.delete('ml-latest-small.zip');
    const gone = await run(['ml-latest-small', '--accept-licence', '--no-import']);
    expect(gone.errors).toContain('answers 404');
    expect(gone.code).toBe(exitCodes.failed);
    await server.close();
    const words = ['movies', 'download', 'ml-25m', '--accept-licence', '--mirror', url];
    const { code, errors } = await runWords(words, { workingFolder: folder });
    expect(errors).toBe(
      `Can't reach ${new URL(url).host}; is there a network?\nOr download ml-25m.zip elsewhere (https://grouplens.org/datasets/movielens/) and give: starweave movies import ml-25m.zip\n`,
    );
    expect(code).toBe(exitCodes.failed);
    server = await startTestServer(() => {});
  });

  it.each([
    [[], 'Which one? There are ml-latest-small'],
    [['ml-latest-smal'], 'Did you mean ml-latest-small?'],
    [['netflix'], 'GroupLens has no data set "netflix". There are'],
    [['ml-1m', 'ml-10m'], 'One data set at a time.'],
    [['ml-1m', '--mirror', 'ftp://x'], '--mirror takes an address'],
  ])('refuses the words %j', async (words, message) => {
    const { code, errors } = await runWords(['movies', 'download', ...words]);
    expect(errors).toContain(message);
    expect(code).toBe(exitCodes.usage);
  });
});
