import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Author, JobState, MessageSchema, MessageState } from '@starweave/contract';
import { expect, test } from 'vitest';
import { describeNews } from './describe-news.ts';
import { emptyTimeline, mergeMessages } from './room-timeline.ts';

const timeline = (...messages: MessageInitShape<typeof MessageSchema>[]) =>
  mergeMessages(
    emptyTimeline,
    messages.map((fields) => create(MessageSchema, { id: 'm', author: Author.HOST, revision: 1n, ...fields })),
  );

const picture = (state: JobState) =>
  timeline({ job: { id: 'j', state, request: { prompt: 'a boat' }, revision: BigInt(state) } });

test('a picture is told of when it is queued, begun and ready, not in between', () => {
  expect(describeNews(emptyTimeline, picture(JobState.QUEUED))).toBe('Picture queued.');
  expect(describeNews(picture(JobState.LOADING), picture(JobState.RUNNING))).toBe('Painting.');
  expect(describeNews(picture(JobState.RUNNING), picture(JobState.RUNNING))).toBeUndefined();
  expect(describeNews(picture(JobState.RUNNING), picture(JobState.DONE))).toBe('Picture ready: a boat.');
});

test('an answer is read when it is finished, one’s own words never', () => {
  const writing = timeline({ state: MessageState.WRITING, text: 'Good' });
  const done = timeline({ state: MessageState.DONE, text: 'Good evening', authorName: 'llama' });
  expect(describeNews(emptyTimeline, writing)).toBeUndefined();
  expect(describeNews(writing, done)).toBe('llama: Good evening');
  const own = timeline({ author: Author.PERSON, state: MessageState.DONE, text: 'Hi' });
  expect(describeNews(emptyTimeline, own)).toBeUndefined();
});
