import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadLocalPerson } from '../accounts/local-person.ts';
import { UnavailableError } from '../errors.ts';
import type { Database } from './database.ts';
import { appendRoomEvent, RoomMissingError } from './event-log.ts';
import { roomEvents, rooms } from './schema.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

describe('Database', () => {
  let test: TestDatabase;
  let ownerId: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    ownerId = (await loadLocalPerson(test.database)).personId;
  });
  afterAll(() => test.close());

  it('has one local person however often it is asked for', async () => {
    const callers = await Promise.all([1, 2, 3].map(() => loadLocalPerson(test.database)));
    expect(new Set(callers.map(({ personId }) => personId))).toEqual(new Set([ownerId]));
  });

  it('delivers a notification at commit and none after a rollback', async () => {
    const { database } = test;
    const heard: string[] = [];
    let hear = (): void => undefined;
    const last = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const stop = await database.listen('job_changed', (payload) => {
      heard.push(payload);
      if (payload === 'last') hear();
    });
    await expect(
      database.transaction(async (transaction) => {
        await database.notify(transaction, 'job_changed', 'rolled back');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await database.transaction((transaction) => database.notify(transaction, 'job_changed', 'first'));
    await database.transaction((transaction) => database.notify(transaction, 'job_changed', 'last'));
    await last;
    expect(heard).toEqual(['first', 'last']);
    await stop();
  });

  it('tells listeners to look again after their connection was cut, and goes on', async () => {
    const { database } = test;
    const heard: string[] = [];
    const waiting = new Map<string, () => void>();
    const stop = await database.listen('message_text', (payload) => {
      heard.push(payload);
      waiting.get(payload)?.();
    });
    const isBack = new Promise<void>((resolve) => waiting.set('', resolve));
    await database.orm.execute(
      sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await isBack;
    const isHeard = new Promise<void>((resolve) => waiting.set('after', resolve));
    await database.transaction((transaction) => database.notify(transaction, 'message_text', 'after'));
    await isHeard;
    expect(heard).toEqual(['', 'after']);
    await stop();
  });

  it('fails a transaction whose connection is cut between two queries, and works again right after', async () => {
    const { database } = test;
    const cut = database.transaction(async (transaction) => {
      const { rows } = await transaction.execute<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
      await database.orm.execute(sql`SELECT pg_terminate_backend(${rows[0]?.pid}, 5000)`);
      // The cut has to arrive while no query waits for it.
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      await transaction.execute(sql`SELECT 1`);
    });
    await expect(cut).rejects.toBeInstanceOf(UnavailableError);
    await database.transaction((transaction) => transaction.execute(sql`SELECT 1`));
  });

  it('makes an event wait for the one before it to commit, so that readers never miss one', async () => {
    const { database } = test;
    const roomId = crypto.randomUUID();
    await database.orm.insert(rooms).values({ id: roomId, ownerId, name: 'events' });
    const event = { roomId, kind: 'room-updated', subjectId: crypto.randomUUID(), ownerId } as const;
    const readIds = async () => {
      const rows = await database.orm
        .select({ id: roomEvents.id })
        .from(roomEvents)
        .where(eq(roomEvents.roomId, roomId));
      return rows.map(({ id }) => id).sort();
    };
    let second: Promise<bigint> | undefined;
    await database.transaction(async (transaction) => {
      await appendRoomEvent(database, transaction, event);
      second = database.transaction((other) => appendRoomEvent(database, other, event));
      await waitForBlockedSession(database);
      expect(await readIds()).toEqual([]);
    });
    expect(await second).toBe(2n);
    expect(await readIds()).toEqual([1n, 2n]);
  });

  it('refuses an event of a room that is not there', async () => {
    const { database } = test;
    const event = { roomId: crypto.randomUUID(), kind: 'room-updated', subjectId: ownerId, ownerId } as const;
    await expect(
      database.transaction((transaction) => appendRoomEvent(database, transaction, event)),
    ).rejects.toBeInstanceOf(RoomMissingError);
  });
});

async function waitForBlockedSession(database: Database): Promise<void> {
  for (;;) {
    const { rows } = await database.orm.execute(
      sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
  }
}
