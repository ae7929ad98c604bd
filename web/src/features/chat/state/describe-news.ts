import type { Job, Message } from '@starweave/contract';
import { Author, JobState, MessageState } from '@starweave/contract';
import { findJob, type RoomTimeline } from './room-timeline.ts';

const LONGEST_QUOTE = 240;

/** What changed between two moments of a room, in a sentence to be read out; undefined where nothing did. */
export function describeNews(before: RoomTimeline, after: RoomTimeline): string | undefined {
  const known = new Map(before.messages.map((message) => [message.id, message]));
  const sentences = after.messages.flatMap((message) => {
    const old = known.get(message.id);
    const job = findJob(after, message);
    const sentence =
      job === undefined ? describeMessage(old, message) : describeJob(old && findJob(before, old)?.state, job);
    return sentence ?? [];
  });
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

function describeMessage(old: Message | undefined, message: Message): string | undefined {
  if (message.author === Author.PERSON || message.state === MessageState.WRITING || old?.state === message.state) {
    return undefined;
  }
  const name = message.authorName || 'Starweave';
  if (message.state === MessageState.FAILED) return `${name}: ${message.failure?.message ?? 'no answer.'}`;
  if (message.state === MessageState.STOPPED) return 'Answer stopped.';
  return `${name}: ${message.text.slice(0, LONGEST_QUOTE)}`;
}

function describeJob(before: JobState | undefined, job: Job): string | undefined {
  if (before === job.state) return undefined;
  switch (job.state) {
    case JobState.QUEUED:
      return 'Picture queued.';
    case JobState.RUNNING:
      return 'Painting.';
    case JobState.DONE:
      return `Picture ready: ${job.request?.prompt ?? ''}.`;
    case JobState.FAILED:
    case JobState.QUARANTINED:
      return `Picture failed. ${job.failure?.message ?? ''}`;
    case JobState.CANCELLED:
      return 'Picture cancelled.';
    default:
      return undefined;
  }
}
