import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PortInUseError } from '../errors.ts';
import type { ServedPicture } from './picture-routes.ts';
import { startTestHttpServer } from './test-http-server.ts';
import { createTestServices } from './test-services.ts';

const pictureId = '6f1c2d3e-0000-4000-8000-000000000001';
const picture: ServedPicture = { bytes: new Uint8Array([137, 80, 78, 71]), format: 'png', hash: 'abc123' };
const thumbnail: ServedPicture = { bytes: new Uint8Array([82, 73, 70, 70]), format: 'webp', hash: 'def456' };

let folder: string;
let server: Awaited<ReturnType<typeof startTestHttpServer>>;
const test = createTestServices();
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave-page-'));
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'index.html'), '<!doctype html><title>Starweave</title>');
  await writeFile(path.join(folder, 'assets', 'index-5f3a.js'), 'console.log(1)');
  server = await startTestHttpServer(test, {
    pageFolder: folder,
    allowedHosts: ['studio.example'],
    publicUrl: 'https://weave.example',
    pictures: {
      findPicture: async (id, { personId }) => (id === pictureId && personId === 'local' ? picture : undefined),
      findThumbnail: async (id, _caller, sizePx) => (id === pictureId && sizePx === 256 ? thumbnail : undefined),
    },
  });
});
afterAll(async () => {
  await server.close({ graceMs: 0 });
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
  readonly json: { code?: string; message?: string; details?: { debug?: unknown }[] } & Record<string, unknown>;
}

/** A request with any header, `Host` and `Origin` included, which fetch would not send. */
function ask(
  target: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: object; body?: string | Buffer } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const sent = request(
      `${server.url}${target}`,
      { method, headers: { ...headers } as Record<string, string> },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          const isJson = (response.headers['content-type'] ?? '').includes('json');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: text,
            json: isJson && text !== '' ? JSON.parse(text) : {},
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const generate = '/starweave.ImageGenerationService/GenerateImage';
const post = (body: string | Buffer, headers: object = {}, target = generate) =>
  ask(target, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

describe('calls in JSON', () => {
  it('answers what curl sends', async () => {
    const answer = await post('{"prompt":"a red sun over blue mountains","settings":{"seed":7}}');
    expect(answer).toMatchObject({ status: 200, json: { format: 'png', imageData: 'AQID' } });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['broken JSON', '{"prompt":', 'application/json'],
    ['JSON of the wrong type', '{"prompt":7}', 'application/json'],
    ['a wrong enum', '{"outputFormat":"GIF"}', 'application/json'],
    ['NaN where it may not be', '{"settings":{"steps":"NaN"}}', 'application/json'],
    ['a field that does not exist', '{"promt":"x"}', 'application/json'],
    ['broken protobuf', Buffer.from([10, 200]), 'application/proto'],
  ])('refuses %s', async (_what, body, type) => {
    const answer = await post(body, { 'content-type': type });
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe('invalid_argument');
  });

  it('says which content types it takes', async () => {
    const answer = await post('prompt=x', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(answer).toMatchObject({ status: 415, json: { code: 'invalid_argument' } });
    expect(answer.json.message).toContain('application/json');
  });

  it('refuses bodies above the limit and serves the next request', async () => {
    const answer = await post(JSON.stringify({ prompt: 'p'.repeat(17 * 1024 * 1024) }));
    expect([answer.status, answer.json.code]).toEqual([429, 'resource_exhausted']);
    expect((await post('{"prompt":"next"}')).status).toBe(200);
  });

  it('carries a status’s details in JSON', async () => {
    const answer = await post('{"prompt":"bad fields"}');
    expect(answer.json.details?.map(({ debug }) => debug)).toContainEqual({
      fieldViolations: [
        { field: 'settings.steps', description: 'must be 1 to 1000' },
        { field: 'settings.width', description: 'must be a multiple of 8' },
      ],
    });
  });
});

describe('the gate', () => {
  it.each([
    'localhost:4000',
    '127.0.0.1',
    '[::1]:4000',
    '192.168.1.5:4000',
    'studio.example',
    'weave.example',
    'dev.localhost',
  ])('lets %s in', async (host) => {
    expect((await post('{"prompt":"x"}', { host })).status).toBe(200);
  });

  it.each(['evil.example', 'localhost.evil.example', 'studio.example.evil', 'a@localhost'])(
    'refuses the host name "%s"',
    async (host) => {
      expect((await post('{"prompt":"x"}', { host })).status).toBe(403);
      expect((await ask('/', { headers: { host } })).status).toBe(403);
    },
  );

  it('answers probes under any host name', async () => {
    expect((await ask('/health/live', { headers: { host: 'evil.example' } })).status).toBe(200);
  });

  it.each([
    [{ origin: 'http://localhost:4000', host: 'localhost:4000' }, 200],
    [{ origin: 'http://localhost', host: 'localhost:80' }, 200],
    [{ origin: 'https://weave.example', host: 'localhost:4000' }, 200],
    [{}, 200],
    [{ origin: 'http://localhost:3000', host: 'localhost:4000' }, 403],
    [{ origin: 'https://evil.example', host: 'localhost:4000' }, 403],
    [{ origin: 'null', host: 'localhost:4000' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
  ])('judges a POST with %o: %i', async (headers, status) => {
    expect((await post('{"prompt":"x"}', headers)).status).toBe(status);
  });

  it('sends the security headers with every answer', async () => {
    for (const target of ['/', '/health', '/nothing', `/pictures/${pictureId}`]) {
      const { headers } = await ask(target);
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
    }
    expect((await post('{"prompt":"x"}')).headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('the page', () => {
  const html = { accept: 'text/html,application/xhtml+xml' };

  it.each(['/', '/rooms/42', '/gallery'])('is at %s', async (target) => {
    const answer = await ask(target, { headers: html });
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-cache']);
    expect(answer.body).toContain('<title>Starweave');
  });

  it('keeps files with a hash in their name for ever', async () => {
    const { headers } = await ask('/assets/index-5f3a.js');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each(['/%ff', '/pictures/%E0%A4%A'])('refuses the address %s', async (target) => {
    expect((await ask(target, { headers: html })).status).toBe(400);
  });

  it.each(['/assets/missing.js', '/../package.json', '/%2e%2e/package.json', '/api/v1'])(
    'answers %s in JSON',
    async (target) => {
      const answer = await ask(target, { headers: { accept: '*/*' } });
      expect([answer.status, answer.json.code]).toEqual([404, 'not_found']);
      expect(answer.json.message).toContain('/pictures/{id}');
    },
  );

  it('says how to build it when it is not built', async () => {
    const bare = await startTestHttpServer(test, { pageFolder: path.join(folder, 'nothing') });
    try {
      const response = await fetch(`${bare.url}/`, { headers: html });
      expect(response.status).toBe(503);
      expect(await response.text()).toContain('npm run build');
    } finally {
      await bare.close({ graceMs: 0 });
    }
  });
});

describe('pictures', () => {
  it('are immutable', async () => {
    const { status, headers } = await ask(`/pictures/${pictureId}`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': '4',
      'cache-control': 'private, max-age=31536000, immutable',
      etag: '"abc123"',
      'content-disposition': 'inline; filename="starweave-6f1c2d3e.png"',
    });
  });

  it('are not sent again to who has them', async () => {
    for (const tag of ['"abc123"', 'W/"abc123"', '"x", "abc123"', '*']) {
      expect((await ask(`/pictures/${pictureId}`, { headers: { 'if-none-match': tag } })).status).toBe(304);
    }
    expect((await ask(`/pictures/${pictureId}`, { headers: { 'if-none-match': '"old"' } })).status).toBe(200);
  });

  it('come as thumbnails and as downloads', async () => {
    const small = await ask(`/pictures/${pictureId}?size=256`);
    expect(small.headers).toMatchObject({ 'content-type': 'image/webp', etag: '"def456"' });
    const download = await ask(`/pictures/${pictureId}?download`);
    expect(download.headers['content-disposition']).toBe('attachment; filename="starweave-6f1c2d3e.png"');
  });

  it.each(['0', '15', '1025', '-1', '1e3', 'big', ''])('refuse the size "%s"', async (size) => {
    const answer = await ask(`/pictures/${pictureId}?size=${size}`);
    expect([answer.status, answer.json.code]).toEqual([400, 'invalid_argument']);
  });

  it('are their owner’s alone', async () => {
    expect((await ask(`/pictures/${pictureId}`, { headers: { 'x-test-person': 'eve' } })).status).toBe(404);
    expect((await ask('/pictures/6f1c2d3e-0000-4000-8000-000000000002')).status).toBe(404);
    expect((await ask("/pictures/';drop")).status).toBe(404);
  });
});

describe('health', () => {
  it.each([
    ['/health/live', 200],
    ['/health/ready', 200],
    ['/health/ready?service=database', 200],
    ['/health/ready?service=text', 200],
    ['/health/ready?service=images', 503],
    ['/health/ready?service=starweave.ImageGenerationService', 503],
    ['/health/ready?service=nothing', 404],
  ])('%s answers %i', async (target, status) => {
    expect((await ask(target)).status).toBe(status);
  });

  it('says what is wrong with a part and what would help', async () => {
    const { json } = await ask('/health/ready?service=images');
    expect(json.reasons).toEqual([{ name: 'images', reason: 'No worker is alive.', advice: 'Start one.' }]);
  });

  it('shows every part', async () => {
    const { json } = await ask('/health');
    expect(json).toMatchObject({ status: 'degraded', modelsReady: 0 });
    expect(json.parts).toHaveLength(3);
  });
});

it('names the setting when another program has the port', async () => {
  const second = startTestHttpServer(test, { port: server.port });
  await expect(second).rejects.toThrow(PortInUseError);
  await expect(second).rejects.toThrow(/STARWEAVE_PORT/);
});
