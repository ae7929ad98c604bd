import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PortInUseError } from '../errors.ts';
import { createLogger } from '../logging.ts';
import { findProcessIdentity } from '../processes/process-identity.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

let folder: string;
let running: EmbeddedPostgres[];

// One folder for all, since setting one up is the slow part; each test leaves it as a start can find it.
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave postgres '));
  await chmod(folder, 0o711);
});
beforeEach(() => {
  running = [];
});
afterEach(async () => {
  for (const postgres of running) await postgres.stop();
});
afterAll(() => rm(folder, { recursive: true }));

async function start(port?: number): Promise<EmbeddedPostgres> {
  const logger = createLogger({ log: 'silent' });
  const postgres = await startEmbeddedPostgres({ folder: path.join(folder, 'pg'), port, logger, isSynced: false });
  running.push(postgres);
  return postgres;
}

async function query(postgres: EmbeddedPostgres, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: postgres.connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('embedded PostgreSQL', () => {
  it('keeps data and port over a restart, in UTF-8 with the C.UTF-8 locale, closed to others', async () => {
    const first = await start();
    await query(first, `CREATE TABLE kept AS SELECT 'Ünïcödé ✨' AS text`);
    const processId = first.processId() as number;
    await first.stop();
    expect(await findProcessIdentity(processId)).toBeUndefined();
    const second = await start();
    expect(second.port).toBe(first.port);
    expect(await query(second, 'SELECT text FROM kept')).toEqual([{ text: 'Ünïcödé ✨' }]);
    expect(
      await query(
        second,
        `SELECT pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale,
                current_setting('listen_addresses') AS addresses, current_setting('password_encryption') AS encryption
         FROM pg_database WHERE datname = current_database()`,
      ),
    ).toEqual([
      { encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', addresses: '127.0.0.1', encryption: 'scram-sha-256' },
    ]);
    expect((await stat(path.join(folder, 'pg', 'password'))).mode & 0o777).toBe(0o600);
    const wrong = Object.assign(new URL(second.connectionString), { password: 'wrong' });
    await expect(new pg.Client({ connectionString: wrong.href }).connect()).rejects.toThrow('password');
  });

  it('takes over what a killed gateway left', async () => {
    const gateway = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'embedded-postgres-test-gateway.ts'), path.join(folder, 'pg')],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [printed] = (await once(gateway.stdout, 'data')) as [Buffer];
    const left = Number(printed.toString());
    gateway.kill('SIGKILL');
    await once(gateway, 'exit');
    expect(await findProcessIdentity(left)).toBeDefined();
    const postgres = await start();
    expect(await findProcessIdentity(left)).toBeUndefined();
    expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is not kept from starting by a pid file whose process is another program', async () => {
    await (await start()).stop();
    const stale = [`${process.pid}`, path.join(folder, 'pg', 'cluster'), '0', '1', '', '127.0.0.1', '0 0', 'ready', ''];
    await writeFile(path.join(folder, 'pg', 'cluster', 'postmaster.pid'), stale.join('\n'));
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('comes back on the same port when it is killed', async () => {
    const postgres = await start();
    const killed = postgres.processId() as number;
    process.kill(killed, 'SIGKILL');
    let rows: unknown;
    while (rows === undefined) rows = await query(postgres, 'SELECT 1 AS one').catch(() => undefined);
    expect(rows).toEqual([{ one: 1 }]);
    expect(postgres.processId()).not.toBe(killed);
  });

  it('takes another port than a remembered one that is occupied, but refuses for a given one by name', async () => {
    const first = await start();
    await first.stop();
    const occupier = createServer().listen(first.port, '127.0.0.1');
    await once(occupier, 'listening');
    const second = await start();
    expect(second.port).not.toBe(first.port);
    await second.stop();
    const refusal = start(first.port);
    await expect(refusal).rejects.toBeInstanceOf(PortInUseError);
    await expect(refusal).rejects.toThrow('STARWEAVE_DATABASE_PORT');
    occupier.close();
  });

  it('refuses a folder of another PostgreSQL version by name', async () => {
    await (await start()).stop();
    await writeFile(path.join(folder, 'pg', 'cluster', 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow('PostgreSQL 17');
    await writeFile(path.join(folder, 'pg', 'cluster', 'PG_VERSION'), '18\n');
  });

  it('writes no statement and no value into its log', async () => {
    const postgres = await start();
    await query(postgres, `SELECT 'a lighthouse'::int`).catch(() => undefined);
    await query(postgres, `SELECT nothing FROM nowhere -- a lighthouse`).catch(() => undefined);
    const log = await readFile(path.join(folder, 'pg', 'server.log'), 'utf8');
    expect(log).toContain('database system is ready');
    expect(log).not.toContain('nowhere -- a lighthouse');
  });

  it('starts over when initdb was cut short', async () => {
    await rm(path.join(folder, 'pg', 'cluster'), { recursive: true });
    await mkdir(path.join(folder, 'pg', 'cluster.initializing', 'half'), { recursive: true });
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
