import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../config.ts';
import { startServer } from '../start-server.ts';
import { openTestDatabase, type TestDatabase } from '../storage/test-database.ts';
import { passed } from './check.ts';
import { checkEnvironment, isAtLeast } from './check-environment.ts';
import { findMemoryLimit } from './memory-limit.ts';
import { examineServer } from './run-doctor.ts';

let folder: string;
let test: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave doctor '));
  test = await openTestDatabase({ isMigrated: false });
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true });
});

function load(flags: Record<string, string>, databaseUrl = test.connectionString): Config {
  return loadConfig({
    environment: { DATABASE_URL: databaseUrl, STARWEAVE_OLLAMA_URL: 'http://127.0.0.1:1' },
    flags: { 'image-workers': '0', 'grpc-port': '0', log: 'silent', ...flags },
    workingFolder: folder,
  });
}

describe('examineServer', () => {
  it('opens everything itself when no server runs, and advises only where something is wrong', async () => {
    const checks = await examineServer(load({ port: '0' }));
    const states = Object.fromEntries(checks.map(({ name, ok }) => [name, ok]));
    expect(states).toMatchObject({ database: true, 'blob store': true, port: true, 'gRPC port': true });
    for (const { ok, advice } of checks) expect(advice !== '').toBe(!ok);
  });

  it('asks a running server instead, and misses one that answers on another port', async () => {
    const server = await startServer(load({ port: '0' }));
    try {
      const checks = await examineServer(load({ port: `${server.port}` }));
      expect(checks).toContainEqual(passed('ports', `a Starweave answers on ${server.port}`));
      expect(checks).toContainEqual(passed('database', 'reachable and migrated'));
      expect(await examineServer(load({ port: '0' }))).toMatchObject([{ name: 'server', ok: false }]);
    } finally {
      await server.close();
    }
  });

  it('says why it can’t be opened, and which port another program has', async () => {
    const occupier = createServer();
    await new Promise<void>((resolve) => occupier.listen(0, '127.0.0.1', resolve));
    const { port } = occupier.address() as { port: number };
    const checks = await examineServer(load({ port: `${port}` }, 'postgresql://nobody:hunter2@127.0.0.1:1/none'));
    occupier.close();
    expect(checks.find(({ name }) => name === 'start')?.detail).toContain('nothing answers there');
    expect(checks.find(({ name }) => name === 'port')?.detail).toBe(`${port} is used by another program`);
    expect(JSON.stringify(checks)).not.toContain('hunter2');
  });
});

describe('checkEnvironment', () => {
  it('imports every package through its door', async () => {
    const checks = await checkEnvironment();
    const packages = ['contract', 'numerics', 'diffusion', 'recommender', 'film-text', 'server'];
    const names = packages.map((name) => `package @starweave/${name}`);
    expect(checks.map(({ name }) => name)).toEqual(['node', 'memory', ...names]);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('the doctor’s measures', () => {
  it.each([
    ['22.18.0', '22.18', true],
    ['24.0.1', '22.18', true],
    ['22.9.0', '22.18', false],
    ['20.20.2', '22.18', false],
    ['22', '22.0.1', false],
  ])('compares version %s with %s', (version, needed, expected) => {
    expect(isAtLeast(version, needed)).toBe(expected);
  });

  it('sees no more memory than the machine has', () => {
    const { bytes } = findMemoryLimit();
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(process.constrainedMemory() || Number.POSITIVE_INFINITY);
  });
});
