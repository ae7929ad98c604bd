import type { Database, Transaction } from '../storage/database.ts';
import { appendRoomEvent } from '../storage/event-log.ts';

/** Tells everyone who shows the job, at commit: its room's event, and those that watch the job itself. */
export async function announceJobChange(
  database: Pick<Database, 'notify'>,
  transaction: Transaction,
  job: { readonly id: string; readonly ownerId: string; readonly roomId: string | null },
): Promise<void> {
  if (job.roomId !== null) {
    await appendRoomEvent(database, transaction, {
      roomId: job.roomId,
      kind: 'job-updated',
      subjectId: job.id,
      ownerId: job.ownerId,
    });
  }
  await database.notify(transaction, 'job_changed', job.id);
}
