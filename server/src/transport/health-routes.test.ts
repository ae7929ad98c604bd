import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { HealthReport } from './health-source.ts';
import { startTestHttpServer } from './test-http-server.ts';
import { createTestServices } from './test-services.ts';

/** What a server with these parts answers to a container's probe, which calls it by whatever name it has there. */
async function probe(parts: HealthReport['parts']) {
  const health = { getHealth: async (): Promise<HealthReport> => ({ status: 'degraded', version: '0.0.0', parts }) };
  const server = await startTestHttpServer(createTestServices(), { health });
  try {
    return await new Promise<{ status: number | undefined; type: string | undefined; text: string }>(
      (resolve, reject) => {
        const sent = request(`${server.url}/_stcore/health`, { headers: { host: 'cinematch' } }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          const { statusCode: status, headers } = response;
          response.on('end', () => resolve({ status, type: headers['content-type'], text }));
        });
        sent.on('error', reject).end();
      },
    );
  } finally {
    await server.close({ graceMs: 0 });
  }
}

describe('/_stcore/health', () => {
  it.each([
    ['serving', 200, 'ok'],
    ['degraded', 200, 'ok'],
    ['not-serving', 503, 'The film process is starting. Wait a moment.'],
  ] as const)('while films are %s answers %i', async (status, code, text) => {
    const part = { name: 'films', status, reason: 'The film process is starting.', advice: 'Wait a moment.' };
    expect(await probe([part])).toEqual({ status: code, type: 'text/plain; charset=utf-8', text });
  });

  it('says when there are no films at all', async () => {
    expect(await probe([])).toMatchObject({ status: 503, text: 'Films are not part of this server.' });
  });
});
