import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import { openTestDatabase, type TestDatabase } from '../storage/test-database.ts';
import { isAtLeast } from './check-environment.ts';
import { findMemoryLimit } from './memory-limit.ts';
import { runDoctor } from './run-doctor.ts';

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

async function findCheck(config: Config, name: string) {
  const { checks, ok } = await runDoctor(config);
  return { ok, check: checks.find((check) => check.name === name), names: checks.map((check) => check.name) };
}

describe('runDoctor', () => {
  it('opens everything itself when no server runs, and names the packages', async () => {
    const { checks } = await runDoctor(load({ port: '0' }));
    const states = Object.fromEntries(checks.map(({ name, ok }) => [name, ok]));
    expect(states).toMatchObject({
      ...{ node: true, memory: true, database: true, 'blob store': true, port: true, 'gRPC port': true },
      ...{ 'package @starweave/contract': true, 'package @starweave/diffusion': true },
      ...{ 'package @starweave/numerics': true, 'package @starweave/server': true },
    });
    for (const { ok, advice } of checks) expect(advice !== '').toBe(!ok);
  });

  it('asks a running server instead, and misses one that answers on another port', async () => {
    const server = await startServer(load({ port: '0' }));
    try {
      const { names, check } = await findCheck(load({ port: `${server.port}` }), 'ports');
      expect(check).toMatchObject({ ok: true, detail: `a Starweave answers on ${server.port}` });
      expect(names).toContain('database');
      expect(await findCheck(load({ port: '0' }), 'server')).toMatchObject({ ok: false, check: { ok: false } });
    } finally {
      await server.close();
    }
  });

  it('says why it can’t be opened, and which port another program has', async () => {
    const occupier = createServer();
    await new Promise<void>((resolve) => occupier.listen(0, '127.0.0.1', resolve));
    const { port } = occupier.address() as { port: number };
    const config = load({ port: `${port}` }, 'postgresql://nobody:hunter2@127.0.0.1:1/none');
    const { checks, ok } = await runDoctor(config);
    occupier.close();
    expect(ok).toBe(false);
    expect(checks.find(({ name }) => name === 'start')?.detail).toContain('nothing answers there');
    expect(checks.find(({ name }) => name === 'port')?.detail).toBe(`${port} is used by another program`);
    expect(JSON.stringify(checks)).not.toContain('hunter2');
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
