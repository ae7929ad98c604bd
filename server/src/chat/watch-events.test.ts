import { create } from '@bufbuild/protobuf';
import { JobProgressSchema, type RoomEvent, type WatchEventsResponse } from '@starweave/contract';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendRoomEvent } from '../storage/event-log.ts';
import { imageJobs } from '../storage/schema.ts';
import { type ChatFixture, openChatFixture, readEventsUntil } from './test-chat.ts';

let fixture: ChatFixture;
let roomId: string;
beforeAll(async () => {
  fixture = await openChatFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  roomId = await fixture.roomId();
});

const rename = (name: string, id = roomId) => fixture.client.updateRoom({ roomId: id, name });
const idsOf = (events: readonly RoomEvent[]) => events.map(({ id }) => id);
const countTo = (last: number) => Array.from({ length: last }, (_, index) => BigInt(index + 1));

async function addRunningJob(): Promise<string> {
  const { messages } = await fixture.client.sendMessage({ roomId, text: '/picture a dog' });
  const jobId = messages[1]?.job?.id as string;
  await fixture.database.orm.update(imageJobs).set({ state: 'running' }).where(eq(imageJobs.id, jobId));
  return jobId;
}

function setProgress(jobId: string, step: number): Promise<void> {
  fixture.progress.set(jobId, create(JobProgressSchema, { jobId, step, steps: 20 }));
  return fixture.database.transaction((transaction) => fixture.database.notify(transaction, 'job_progress', jobId));
}

describe('durable events', () => {
  it('misses and repeats none between the replay and what follows', async () => {
    for (let index = 0; index < 20; index += 1) await rename(`before ${index}`);
    const watching = readEventsUntil(fixture.client.watchEvents({ roomId, afterId: 0n }), ({ id }) => id === 60n);
    await Promise.all(Array.from({ length: 40 }, (_, index) => rename(`during ${index}`)));
    expect(idsOf(await watching)).toEqual(countTo(60));
  });

  it('replays more than one page', async () => {
    await fixture.database.transaction(async (transaction) => {
      for (let index = 0; index < 250; index += 1) {
        const ownerId = fixture.caller.personId;
        await appendRoomEvent(fixture.database, transaction, {
          roomId,
          ownerId,
          kind: 'room-updated',
          subjectId: roomId,
        });
      }
    });
    const events = await readEventsUntil(fixture.client.watchEvents({ roomId, afterId: 0n }), ({ id }) => id === 250n);
    expect(idsOf(events)).toEqual(countTo(250));
  });

  it('goes on after the given id', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await rename(name);
    const events = await readEventsUntil(fixture.client.watchEvents({ roomId, afterId: 2n }), ({ id }) => id === 4n);
    expect(idsOf(events)).toEqual([3n, 4n]);
  });

  it('brings only what is to come when no id is sent, from the first heartbeat on', async () => {
    await rename('before');
    const updates = fixture.client.watchEvents({ roomId })[Symbol.asyncIterator]();
    expect((await updates.next()).value.update.case).toBe('heartbeat');
    await rename('after');
    expect((await updates.next()).value.update.value).toMatchObject({ id: 2n, event: { value: { name: 'after' } } });
    await updates.return?.();
  });

  it('watches several rooms with a cursor each', async () => {
    const second = await fixture.roomId();
    await rename('a');
    await rename('b');
    await rename('x', second);
    const updates = fixture.client.watchEvents({ roomId, afterId: 1n, also: [{ roomId: second, afterId: 0n }] });
    const events = await readEventsUntil(updates, ({ roomId: id }) => id === second);
    expect(events.map((event) => [event.roomId, event.id])).toEqual([
      [roomId, 2n],
      [second, 1n],
    ]);
  });

  it('carries a job’s changes and cards with their job', async () => {
    const { messages } = await fixture.client.sendMessage({ roomId, text: '/picture a dog' });
    const jobId = messages[1]?.job?.id as string;
    await fixture.database.transaction(async (transaction) => {
      await transaction
        .update(imageJobs)
        .set({ revision: sql`${imageJobs.revision} + 1` })
        .where(eq(imageJobs.id, jobId));
      const ownerId = fixture.caller.personId;
      await appendRoomEvent(fixture.database, transaction, { roomId, ownerId, kind: 'job-updated', subjectId: jobId });
    });
    const events = await readEventsUntil(fixture.client.watchEvents({ roomId, afterId: 1n }), ({ id }) => id === 3n);
    expect(events[0]?.event).toMatchObject({ case: 'messageCreated', value: { job: { id: jobId } } });
    expect(events[1]?.event).toMatchObject({ case: 'jobUpdated', value: { id: jobId, revision: 2n } });
  });

  it('serves events that another gateway wrote', async () => {
    const other = await fixture.openGateway();
    const watching = readEventsUntil(other.client.watchEvents({ roomId, afterId: 0n }), ({ id }) => id === 1n);
    await rename('from the first');
    expect(idsOf(await watching)).toEqual([1n]);
  });
});

describe('progress', () => {
  it('starts with the current progress of running jobs, without an id', async () => {
    const jobId = await addRunningJob();
    await setProgress(jobId, 7);
    const isProgress = ({ event }: RoomEvent) => event.case === 'jobProgress';
    const events = await readEventsUntil(fixture.client.watchEvents({ roomId }), isProgress);
    expect(events).toMatchObject([{ id: 0n, event: { value: { jobId, step: 7 } } }]);
  });

  it('gives a slow reader the latest step instead of every one', async () => {
    const jobId = await addRunningJob();
    const updates = fixture.client.watchEvents({ roomId })[Symbol.asyncIterator]();
    expect((await updates.next()).value.update.case).toBe('heartbeat');
    for (let step = 1; step <= 200; step += 1) await setProgress(jobId, step);
    await rename('the end');
    const steps: number[] = [];
    for (let next = await updates.next(); next.done !== true; next = await updates.next()) {
      const event = (next.value as WatchEventsResponse).update.value as RoomEvent;
      if (event.event.case === 'jobProgress') steps.push(event.event.value.step);
      if (event.event.case === 'roomUpdated') break;
    }
    await setProgress(jobId, 201);
    const last = await updates.next();
    await updates.return?.();
    expect(steps.length).toBeLessThan(20);
    expect((last.value as WatchEventsResponse).update.value).toMatchObject({ event: { case: 'jobProgress' } });
  });
});

describe('text', () => {
  it('starts with the text so far of a message that is being written', async () => {
    const { messages } = await fixture.client.sendMessage({ roomId, text: 'Talk' });
    const isDelta = ({ event }: RoomEvent) => event.case === 'textDelta';
    const watching = readEventsUntil(fixture.client.watchEvents({ roomId }), isDelta);
    fixture.responder.say('So far');
    await watching;
    const events = await readEventsUntil(fixture.client.watchEvents({ roomId }), isDelta);
    expect(events).toMatchObject([{ id: 0n, event: { value: { offset: 0, text: 'So far' } } }]);
    await fixture.client.stopMessage({ messageId: messages[1]?.id as string });
  });
});

describe('the stream', () => {
  it.each(['first', 'last'])(
    'tells a room that is not there as deleted, and goes on with the others: %s',
    async (place) => {
      await rename('here');
      const here = { roomId, afterId: 0n };
      const gone = { roomId: '6f1c2d3e-0000-4000-8000-000000000001', afterId: 0n };
      const request = place === 'first' ? { ...gone, also: [here] } : { ...here, also: [gone] };
      const events = await readEventsUntil(fixture.client.watchEvents(request), ({ id }) => id === 1n);
      expect(events.map(({ event }) => event.case)).toEqual(['roomDeleted', 'roomUpdated']);
    },
  );

  it('ends when its room is deleted', async () => {
    const updates = fixture.client.watchEvents({ roomId });
    const all: RoomEvent[] = [];
    const reading = (async () => {
      for await (const { update } of updates) {
        if (update.case === 'heartbeat') await fixture.client.deleteRoom({ roomId });
        else all.push(update.value as RoomEvent);
      }
    })();
    await reading;
    expect(all).toMatchObject([{ roomId, event: { case: 'roomDeleted', value: roomId } }]);
  });

  it('sends heartbeats while nothing happens', async () => {
    const gateway = await fixture.openGateway({ heartbeatMs: 20 });
    const kinds: (string | undefined)[] = [];
    for await (const { update } of gateway.client.watchEvents({ roomId })) {
      kinds.push(update.case);
      if (kinds.length === 4) break;
    }
    expect(kinds).toEqual(['heartbeat', 'heartbeat', 'heartbeat', 'heartbeat']);
  });

  it('loses nothing when the listening connection breaks', async () => {
    const updates = fixture.client.watchEvents({ roomId })[Symbol.asyncIterator]();
    expect((await updates.next()).value.update.case).toBe('heartbeat');
    await fixture.database.orm.execute(
      sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`,
    );
    await rename('while nobody listened');
    expect((await updates.next()).value.update.value).toMatchObject({ id: 1n });
    await updates.return?.();
  });

  it('ends with a reason when the gateway drains', async () => {
    const gateway = await fixture.openGateway();
    const read = async () => {
      for await (const { update } of gateway.client.watchEvents({ roomId })) {
        if (update.case === 'heartbeat') void gateway.close();
      }
    };
    await expect(read()).rejects.toThrow('shutting down');
  });
});
