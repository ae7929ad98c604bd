import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHealthSource, type HealthDependencies } from './health.ts';
import { openTestDatabase, type TestDatabase } from './storage/test-database.ts';
import type { HealthPartReport } from './transport/health-source.ts';

const serving = (name: string): HealthPartReport => ({ name, status: 'serving', reason: '', advice: '' });

describe('health', () => {
  let test: TestDatabase;
  let dependencies: HealthDependencies;

  beforeAll(async () => {
    test = await openTestDatabase();
    dependencies = {
      version: '1.2.3',
      database: test.database,
      blobStore: { verifyWritable: async () => undefined },
      images: { health: async () => ({ parts: [serving('images')], modelsReady: 1, modelsTotal: 1 }) },
      movies: { health: async () => [serving('films')] },
      text: { health: async () => ({ ...serving('text'), status: 'degraded', reason: 'none', advice: 'Ollama' }) },
    };
  });
  afterAll(() => test.close());

  it('serves without a language model', async () => {
    const health = await createHealthSource(dependencies).getHealth();
    expect(health.parts.map(({ name }) => name)).toEqual(['database', 'blobs', 'images', 'films', 'text']);
    expect(health).toMatchObject({ status: 'serving', version: '1.2.3', modelsReady: 1, modelsTotal: 1 });
  });

  it('is degraded when a model is broken, and says which', async () => {
    const broken: HealthPartReport = { name: 'model:x', status: 'not-serving', reason: 'truncated', advice: 'again' };
    const images = { health: async () => ({ parts: [serving('images'), broken], modelsReady: 0, modelsTotal: 1 }) };
    const health = await createHealthSource({ ...dependencies, images }).getHealth();
    expect(health.status).toBe('degraded');
    expect(health.parts).toContainEqual(broken);
  });

  it('is not serving when pictures can’t be stored, and when a part throws or hangs it says so', async () => {
    const blobStore = { verifyWritable: () => Promise.reject(new Error('disk full')) };
    const images = { health: () => Promise.reject(new Error('worker gone')) };
    const text = { health: () => new Promise<HealthPartReport>(() => undefined) };
    const health = await createHealthSource({ ...dependencies, blobStore, images, text }).getHealth();
    expect(health.status).toBe('not-serving');
    expect(health.parts.slice(1).map(({ name, reason }) => [name, reason])).toEqual([
      ['blobs', 'disk full'],
      ['images', 'worker gone'],
      ['films', ''],
      ['text', 'No answer within 2 s.'],
    ]);
  });

  it('is not serving without its database, and does not tell the address', async () => {
    const closed = await openTestDatabase();
    await closed.close();
    const health = await createHealthSource({ ...dependencies, database: closed.database }).getHealth();
    expect(health.status).toBe('not-serving');
    expect(health.parts[0]).toMatchObject({ name: 'database', reason: 'The database does not answer.' });
  });
});
