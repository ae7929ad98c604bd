import { create } from '@bufbuild/protobuf';
import type { ImageRequest, Job } from '@starweave/contract';
import { JobSchema } from '@starweave/contract';
import type { ChatSession } from './chat-session.ts';
import { changeTimeline } from './chat-state.ts';
import { applyRoomEvent } from './room-timeline.ts';

/** Stops a picture: one that waits at once, one that is being painted within a step. */
export async function cancelJob(session: ChatSession, job: Job): Promise<void> {
  try {
    const { job: cancelled } = await session.services.jobs.cancelJob({ jobId: job.id });
    if (cancelled !== undefined) showJob(session, cancelled);
  } catch (reason) {
    session.alert(reason);
  }
}

export interface Repetition {
  readonly keepSeed: boolean;
  /** Paint with these settings instead. */
  readonly request?: ImageRequest;
}

/** Paints a finished job's request again, as a new card. */
export async function repeatJob(session: ChatSession, job: Job, { keepSeed, request }: Repetition): Promise<void> {
  try {
    await session.services.jobs.retryJob({ jobId: job.id, keepSeed, ...(request && { request }) });
    // The card comes as an event; while events are cut off, the room is read anew.
    if (session.store.state.connection.state !== 'live') await session.refreshRoom(job.roomId);
  } catch (reason) {
    session.alert(reason);
  }
}

function showJob(session: ChatSession, job: Job): void {
  session.store.update((state) =>
    changeTimeline(state, job.roomId, (timeline) =>
      applyRoomEvent(timeline, {
        $typeName: 'starweave.RoomEvent',
        id: 0n,
        roomId: job.roomId,
        event: { case: 'jobUpdated', value: create(JobSchema, job) },
      }),
    ),
  );
}
