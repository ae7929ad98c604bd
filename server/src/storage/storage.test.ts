import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../logging.ts';
import { openDataFolder } from './data-folder.ts';
import { openStorage } from './storage.ts';
import { DatabaseUnreachableError, DataFolderInUseError, FolderNotWritableError } from './storage-errors.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

const logger = createLogger({ log: 'silent' });
let folder: string;
let test: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave storage '));
  test = await openTestDatabase({ isMigrated: false });
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true });
});

describe('openDataFolder', () => {
  it('lets one in, and the next after it was released', async () => {
    const data = path.join(folder, 'one');
    const first = await openDataFolder(data);
    const refusal = openDataFolder(data);
    await expect(refusal).rejects.toBeInstanceOf(DataFolderInUseError);
    await expect(refusal).rejects.toThrow(`process id ${process.pid}`);
    await first.release();
    await (await openDataFolder(data)).release();
  });

  it('lets exactly one of several in that find a dead one’s lock', async () => {
    const data = path.join(folder, 'stale');
    await mkdir(data);
    await writeFile(path.join(data, 'gateway.json'), JSON.stringify({ processId: process.pid, startedAt: 'long ago' }));
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => openDataFolder(data)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(data)).toEqual(['gateway.json']);
  });

  it('sees a holder on another host by its touches alone, and takes over when they end', async () => {
    const data = path.join(folder, 'elsewhere');
    await mkdir(data);
    const lock = path.join(data, 'gateway.json');
    await writeFile(lock, JSON.stringify({ processId: process.pid, startedAt: 'unseen', host: 'elsewhere' }));
    let seconds = 0;
    const touches = setInterval(() => void utimes(lock, ++seconds, seconds), 5);
    const refusal = openDataFolder(data, { heartbeatMs: 1000 });
    await expect(refusal).rejects.toThrow('on elsewhere');
    clearInterval(touches);
    await (await openDataFolder(data, { heartbeatMs: 20 })).release();
  });

  it('touches its lock while it holds it', async () => {
    const data = path.join(folder, 'touched');
    const held = await openDataFolder(data, { heartbeatMs: 5 });
    const lock = path.join(data, 'gateway.json');
    await utimes(lock, 1, 1);
    while ((await stat(lock)).mtimeMs === 1000) await new Promise((resolve) => setImmediate(resolve));
    await held.release();
  });

  it('names the folder and the setting when a file stands in the way', async () => {
    const data = path.join(folder, 'a file');
    await writeFile(data, '');
    const refusal = openDataFolder(data);
    await expect(refusal).rejects.toBeInstanceOf(FolderNotWritableError);
    await expect(refusal).rejects.toThrow('STARWEAVE_DATA');
  });
});

describe('openStorage', () => {
  it('migrates the database of a URL, stores a blob, and lets go of the folder', async () => {
    const config = {
      dataFolder: path.join(folder, 'url'),
      databaseUrl: test.connectionString,
      databasePort: undefined,
    };
    for (const bytes of [1, 2]) {
      const storage = await openStorage(config, logger);
      const hash = await storage.blobStore.put(new Uint8Array([bytes]));
      expect(await storage.blobStore.read(hash)).toEqual(Buffer.from([bytes]));
      expect(await storage.database.orm.query.people.findMany()).toEqual([]);
      await Promise.all([storage.close(), storage.close()]);
    }
  });

  it('lets go of the folder when the database can’t be reached', async () => {
    const dataFolder = path.join(folder, 'unreachable');
    const databaseUrl = 'postgresql://nobody@127.0.0.1:1/nothing';
    await expect(openStorage({ dataFolder, databaseUrl, databasePort: undefined }, logger)).rejects.toBeInstanceOf(
      DatabaseUnreachableError,
    );
    await (await openDataFolder(dataFolder)).release();
  });
});
