import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WrongStateError } from '../errors.ts';
import type { FilmUploadTarget } from './film-upload-routes.ts';
import { startTestHttpServer } from './test-http-server.ts';
import { createTestServices } from './test-services.ts';

const address = '/movies/uploads/0f0f0f0f-0000-4000-8000-000000000001/ratings.csv';

describe('uploads of films', () => {
  let server: Awaited<ReturnType<typeof startTestHttpServer>>;
  let received: { readonly words: unknown; readonly text: string }[] = [];

  const filmUploads: FilmUploadTarget = {
    async receive(file, offset, bytes) {
      if (offset > 100) throw new WrongStateError('The file has 100 bytes so far.');
      let text = '';
      for await (const chunk of bytes) text += Buffer.from(chunk).toString();
      received.push({ words: { ...file, offset }, text });
      return offset + text.length;
    },
    findSize: async ({ fileName }) => (fileName === 'ratings.csv' ? 6_000_000_000 : undefined),
  };

  beforeAll(async () => {
    server = await startTestHttpServer(createTestServices(), { filmUploads });
  });
  afterAll(() => server.close({ graceMs: 0 }));
  beforeEach(() => {
    received = [];
  });

  it.each([undefined, 'text/csv', 'application/json', 'application/zip'])(
    'hands the body over as it is, sent as %s',
    async (type) => {
      const headers = { 'x-test-person': 'ada', ...(type && { 'content-type': type }) };
      const response = await fetch(`${server.url}${address}?offset=3`, { method: 'PUT', body: '{"a', headers });
      expect([response.status, await response.json()]).toEqual([200, { sizeBytes: 6 }]);
      const [upload, fileName] = address.split('/').slice(-2);
      const words = { caller: { personId: 'ada' }, uploadId: upload, fileName, offset: 3 };
      expect(received).toEqual([{ words, text: '{"a' }]);
    },
  );

  it('takes more than the largest message', async () => {
    const response = await fetch(`${server.url}${address}`, { method: 'PUT', body: 'x'.repeat(17 * 1024 * 1024) });
    expect(await response.json()).toEqual({ sizeBytes: 17 * 1024 * 1024 });
  });

  it('says the size so far', async () => {
    const response = await fetch(`${server.url}${address}`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '6000000000']);
    const missing = await fetch(`${server.url}${address.replace('ratings', 'movies')}`, { method: 'HEAD' });
    expect(missing.status).toBe(404);
  });

  it.each(['-1', 'x', '1.5', ''])('refuses the offset %j', async (offset) => {
    const response = await fetch(`${server.url}${address}?offset=${offset}`, { method: 'PUT', body: 'x' });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { message: string }).message).toContain('offset: must be a whole number');
    expect(received).toEqual([]);
  });

  it('answers a refusal in the words of every other error', async () => {
    const response = await fetch(`${server.url}${address}?offset=101`, { method: 'PUT', body: 'x' });
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'failed_precondition' }]);
  });

  it('refuses foreign pages and foreign host names', async () => {
    const put = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        const request = httpRequest(`${server.url}${address}`, { method: 'PUT', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        request.on('error', reject);
        request.end('x');
      });
    expect(await put({ origin: 'https://evil.example' })).toBe(403);
    expect(await put({ host: 'evil.example' })).toBe(403);
    expect(received).toEqual([]);
  });
});
