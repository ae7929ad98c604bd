import type { Job, JobProgress, Message, RoomEvent } from '@starweave/contract';
import { JobState, MessageState } from '@starweave/contract';
import { applyTextDelta } from './text-delta.ts';

/** A room's messages as this page knows them. */
export interface RoomTimeline {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly jobs: ReadonlyMap<string, Job>;
  readonly progress: ReadonlyMap<string, JobProgress>;
  /** Whether there are older messages to load. */
  readonly hasMore: boolean;
  /** A piece of a text answer is missing; the room has to be read anew. */
  readonly hasGap: boolean;
}

export const emptyTimeline: RoomTimeline = {
  messages: [],
  jobs: new Map(),
  progress: new Map(),
  hasMore: false,
  hasGap: false,
};

const FINAL_JOB_STATES: ReadonlySet<JobState> = new Set([
  JobState.DONE,
  JobState.FAILED,
  JobState.CANCELLED,
  JobState.QUARANTINED,
]);

/** Whether a job has reached a state that it doesn't leave. */
export function isFinalJobState(state: JobState): boolean {
  return FINAL_JOB_STATES.has(state);
}

/** The job of a message as it is known best: the message's own copy may be older than later news. */
export function findJob(timeline: RoomTimeline, message: Message): Job | undefined {
  return message.job === undefined ? undefined : (timeline.jobs.get(message.job.id) ?? message.job);
}

/**
 * The timeline after an event. Events may come twice, and late: whatever carries a smaller or equal revision than
 * what is known changes nothing, so that any replay ends in the same timeline.
 */
export function applyRoomEvent(timeline: RoomTimeline, { event }: RoomEvent): RoomTimeline {
  switch (event.case) {
    case 'messageCreated':
    case 'messageUpdated':
      return mergeMessages(timeline, [event.value]);
    case 'messageDeleted':
      return deleteMessage(timeline, event.value);
    case 'jobUpdated':
      return mergeJob(timeline, event.value);
    case 'jobProgress':
      return mergeProgress(timeline, event.value);
    case 'textDelta':
      return appendText(timeline, event.value);
    default:
      return timeline;
  }
}

/** The timeline with a page of messages, or with what a call answered. */
export function mergeMessages(timeline: RoomTimeline, incoming: readonly Message[]): RoomTimeline {
  let next = timeline;
  for (const message of incoming) next = mergeMessage(next, message);
  return next;
}

function mergeMessage(timeline: RoomTimeline, incoming: Message): RoomTimeline {
  const withJob = incoming.job === undefined ? timeline : mergeJob(timeline, incoming.job);
  const index = withJob.messages.findIndex(({ id }) => id === incoming.id);
  const known = withJob.messages[index];
  if (known === undefined) {
    // A page that is not loaded yet will bring it in its place.
    const first = withJob.messages[0];
    if (withJob.hasMore && first !== undefined && createdMs(incoming) < createdMs(first)) return withJob;
    return { ...withJob, messages: insertMessage(withJob.messages, incoming) };
  }
  if (incoming.revision < known.revision) return withJob;
  if (incoming.revision === known.revision && !bringsMoreText(known, incoming)) return withJob;
  const message = keepStreamedText(known, incoming);
  return { ...withJob, messages: withJob.messages.with(index, message) };
}

/** The same state, read anew to fill a gap. */
function bringsMoreText(known: Message, incoming: Message): boolean {
  return incoming.state === MessageState.WRITING && incoming.text.length > known.text.length;
}

/** What is stored of an answer in writing may lag behind what has been streamed of it. */
function keepStreamedText(known: Message, incoming: Message): Message {
  const lags = incoming.state === MessageState.WRITING && known.text.startsWith(incoming.text);
  return lags ? { ...incoming, text: known.text } : incoming;
}

function insertMessage(messages: readonly Message[], incoming: Message): readonly Message[] {
  const time = createdMs(incoming);
  const index = messages.findLastIndex((message) => createdMs(message) <= time) + 1;
  return messages.toSpliced(index, 0, incoming);
}

/** Puts an older page in front. */
export function prependPage(timeline: RoomTimeline, page: readonly Message[], hasMore: boolean): RoomTimeline {
  const known = new Set(timeline.messages.map(({ id }) => id));
  const older = page.filter(({ id }) => !known.has(id));
  const withJobs = older.reduce((next, { job }) => (job === undefined ? next : mergeJob(next, job)), timeline);
  return { ...withJobs, messages: [...older, ...withJobs.messages], hasMore };
}

function createdMs({ createdAt }: Message): number {
  return createdAt === undefined ? 0 : Number(createdAt.seconds) * 1000 + createdAt.nanos / 1e6;
}

function deleteMessage(timeline: RoomTimeline, messageId: string): RoomTimeline {
  const messages = timeline.messages.filter(({ id }) => id !== messageId);
  return messages.length === timeline.messages.length ? timeline : { ...timeline, messages };
}

function mergeJob(timeline: RoomTimeline, incoming: Job): RoomTimeline {
  const known = timeline.jobs.get(incoming.id);
  if (known !== undefined && incoming.revision <= known.revision) return timeline;
  const jobs = new Map(timeline.jobs).set(incoming.id, incoming);
  const startsAnew = known !== undefined && incoming.attempt > known.attempt;
  if (!startsAnew || !timeline.progress.has(incoming.id)) return { ...timeline, jobs };
  const progress = new Map(timeline.progress);
  progress.delete(incoming.id);
  return { ...timeline, jobs, progress };
}

/** The timeline with a waiting job's place in the queue, which changes without the job's doing. */
export function moveUp(timeline: RoomTimeline, { id, revision, queuePosition }: Job): RoomTimeline {
  const known = timeline.jobs.get(id);
  if (known?.revision !== revision || known.queuePosition === queuePosition) return timeline;
  return { ...timeline, jobs: new Map(timeline.jobs).set(id, { ...known, queuePosition }) };
}

function mergeProgress(timeline: RoomTimeline, incoming: JobProgress): RoomTimeline {
  const known = timeline.progress.get(incoming.jobId);
  if (known !== undefined && incoming.revision <= known.revision) return timeline;
  const job = timeline.jobs.get(incoming.jobId);
  if (job !== undefined && isFinalJobState(job.state)) return timeline;
  const samePicture = known?.pictureIndex === incoming.pictureIndex;
  const keepsPreview = incoming.preview.length === 0 && known !== undefined && samePicture;
  const merged = keepsPreview ? { ...incoming, preview: known.preview, previewFormat: known.previewFormat } : incoming;
  return { ...timeline, progress: new Map(timeline.progress).set(incoming.jobId, merged) };
}

function appendText(
  timeline: RoomTimeline,
  delta: { readonly messageId: string; readonly offset: number; readonly text: string },
): RoomTimeline {
  const index = timeline.messages.findIndex(({ id }) => id === delta.messageId);
  const message = timeline.messages[index];
  if (message === undefined || message.state !== MessageState.WRITING) return timeline;
  const text = applyTextDelta(message.text, delta);
  if (text === undefined) return { ...timeline, hasGap: true };
  if (text === message.text) return timeline;
  return { ...timeline, messages: timeline.messages.with(index, { ...message, text }) };
}
