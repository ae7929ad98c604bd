import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  Author,
  type Job,
  JobProgressSchema,
  JobSchema,
  JobState,
  type Message,
  MessageSchema,
  MessageState,
  type RoomEvent,
  RoomEventSchema,
} from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { applyRoomEvent, emptyTimeline, mergeMessages, prependPage, type RoomTimeline } from './room-timeline.ts';

function message(id: string, second: number, fields: MessageInitShape<typeof MessageSchema> = {}): Message {
  const createdAt = { $typeName: 'google.protobuf.Timestamp', seconds: BigInt(second), nanos: 0 } as const;
  return create(MessageSchema, {
    id,
    roomId: 'r',
    author: Author.HOST,
    state: MessageState.DONE,
    revision: 1n,
    ...fields,
    createdAt,
  });
}

function job(revision: bigint, state: JobState, fields: MessageInitShape<typeof JobSchema> = {}): Job {
  return create(JobSchema, { id: 'j', roomId: 'r', attempt: 1, state, revision, ...fields });
}

function event(id: bigint, value: RoomEvent['event']): RoomEvent {
  return create(RoomEventSchema, { id, roomId: 'r', event: value });
}

const created = (id: bigint, value: Message) => event(id, { case: 'messageCreated', value });
const updated = (id: bigint, value: Message) => event(id, { case: 'messageUpdated', value });
const delta = (messageId: string, offset: number, text: string) =>
  event(0n, { case: 'textDelta', value: { $typeName: 'starweave.TextDelta', messageId, offset, text } });
const jobUpdated = (id: bigint, value: Job) => event(id, { case: 'jobUpdated', value });
const progress = (revision: bigint, step: number, preview: number[] = []) =>
  event(0n, {
    case: 'jobProgress',
    value: create(JobProgressSchema, {
      jobId: 'j',
      state: JobState.RUNNING,
      step,
      steps: 9,
      revision,
      preview: Uint8Array.from(preview),
    }),
  });

function replay(events: readonly RoomEvent[], from: RoomTimeline = emptyTimeline): RoomTimeline {
  return events.reduce(applyRoomEvent, from);
}

const story: readonly RoomEvent[] = [
  created(1n, message('a', 1, { author: Author.PERSON, text: 'Hello' })),
  created(2n, message('b', 2, { state: MessageState.WRITING })),
  delta('b', 0, 'Good '),
  delta('b', 5, 'evening'),
  updated(3n, message('b', 2, { state: MessageState.DONE, text: 'Good evening', revision: 2n })),
  created(4n, message('c', 3, { job: job(1n, JobState.QUEUED) })),
  jobUpdated(5n, job(2n, JobState.RUNNING)),
  progress(20n, 4, [1, 2]),
  jobUpdated(6n, job(3n, JobState.DONE)),
  created(7n, message('d', 4, { text: 'gone' })),
  event(8n, { case: 'messageDeleted', value: 'd' }),
];

describe('replaying events', () => {
  const once = replay(story);

  test('the story ends as told', () => {
    expect(once.messages.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(once.messages[1]?.text).toBe('Good evening');
    expect(once.jobs.get('j')?.state).toBe(JobState.DONE);
  });

  test('replaying from any event on, once more, ends in the same timeline', () => {
    for (let from = 0; from < story.length; from++) {
      expect(replay(story.slice(from), once)).toEqual(once);
    }
  });

  test('two leaders in turn: every event twice in a row changes nothing', () => {
    expect(replay(story.flatMap((told) => [told, told]))).toEqual(once);
  });

  test('an older revision that comes late is dropped', () => {
    const late = [
      updated(2n, message('b', 2, { state: MessageState.WRITING, text: '', revision: 1n })),
      jobUpdated(5n, job(2n, JobState.RUNNING)),
      progress(25n, 9),
    ];
    expect(replay(late, once)).toEqual(once);
  });
});

test('messages stand in the order of their time, those of one moment in the order they came', () => {
  const timeline = replay([
    created(2n, message('late', 9)),
    created(3n, message('first', 4)),
    created(4n, message('second', 4)),
    created(5n, message('last', 9)),
  ]);
  expect(timeline.messages.map(({ id }) => id)).toEqual(['first', 'second', 'late', 'last']);
});

test('a job that is told of before its message is not lost', () => {
  const timeline = replay([
    jobUpdated(2n, job(5n, JobState.RUNNING)),
    created(1n, message('c', 1, { job: job(1n, JobState.QUEUED) })),
  ]);
  expect(timeline.jobs.get('j')?.state).toBe(JobState.RUNNING);
});

describe('progress', () => {
  const running = replay([jobUpdated(1n, job(2n, JobState.RUNNING)), progress(10n, 3, [7])]);

  test('a step without a preview keeps the last one', () => {
    const timeline = replay([progress(11n, 4)], running);
    expect(timeline.progress.get('j')).toMatchObject({ step: 4, preview: Uint8Array.of(7) });
  });

  test('an older step is dropped', () => {
    expect(replay([progress(9n, 2)], running)).toBe(running);
  });

  test('a second attempt begins without the first one’s progress', () => {
    const again = replay([jobUpdated(2n, job(3n, JobState.QUEUED, { attempt: 2 }))], running);
    expect(again.progress.has('j')).toBe(false);
  });
});

describe('text that is being written', () => {
  const writing = replay([created(1n, message('b', 1, { state: MessageState.WRITING })), delta('b', 0, 'Once upon')]);

  test('a stored version that lags behind does not take text away', () => {
    const lagging = message('b', 1, { state: MessageState.WRITING, text: 'Once', revision: 2n });
    expect(replay([updated(2n, lagging)], writing).messages[0]?.text).toBe('Once upon');
  });

  test('a delta beyond the end marks a gap and leaves the text', () => {
    const gapped = replay([delta('b', 14, 'time')], writing);
    expect(gapped.hasGap).toBe(true);
    expect(gapped.messages[0]?.text).toBe('Once upon');
  });

  test('reading the room anew fills a gap at the same revision', () => {
    const stored = message('b', 1, { state: MessageState.WRITING, text: 'Once upon a time', revision: 1n });
    expect(mergeMessages(writing, [stored]).messages[0]?.text).toBe('Once upon a time');
  });

  test('what comes after the end is not appended', () => {
    const done = message('b', 1, { state: MessageState.STOPPED, text: 'Once upon', revision: 2n });
    expect(replay([updated(2n, done), delta('b', 9, ' a time')], writing).messages[0]?.text).toBe('Once upon');
  });
});

test('an older page goes in front, without doubles', () => {
  const timeline = { ...mergeMessages(emptyTimeline, [message('m3', 3), message('m4', 4)]), hasMore: true };
  const next = prependPage(timeline, [message('m1', 1), message('m2', 2), message('m3', 3)], false);
  expect(next.messages.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3', 'm4']);
  expect(next.hasMore).toBe(false);
});

test('news of a message on a page that is not loaded waits for the page', () => {
  const timeline = { ...mergeMessages(emptyTimeline, [message('m3', 3)]), hasMore: true };
  expect(replay([updated(9n, message('m1', 1, { revision: 4n }))], timeline).messages).toHaveLength(1);
});
