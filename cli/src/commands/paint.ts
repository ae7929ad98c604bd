import { createClient, type Transport } from '@connectrpc/connect';
import { type ImageRequest, type Job, JobService, JobState, PictureService } from '@starweave/contract';
import type { ProgressDisplay } from '../progress-line.ts';

/** A job that ended without its pictures; the message says why and what to do. */
export class PaintingFailedError extends Error {
  readonly code = 'painting-failed';
  override readonly name = 'PaintingFailedError';
}

const finalStates = new Set([JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.QUARANTINED]);

/**
 * Has a request painted and follows it to its end.
 *
 * Aborting the signal cancels the job on the server before this rejects, so that nothing goes on painting unseen.
 * Throws `PaintingFailedError` when the job ends without pictures, `ConnectError` when the request is refused.
 */
export async function paint(
  transport: Transport,
  request: ImageRequest,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<{ job: Job; files: Uint8Array[] }> {
  const jobs = createClient(JobService, transport);
  const { job: accepted } = await jobs.submitImageJob({ request }, { signal: delayAbort(signal, answerGraceMs) });
  if (accepted === undefined) throw new PaintingFailedError('The server answered without a job. Is it a Starweave?');
  try {
    signal.throwIfAborted();
    const job = await followJob(transport, accepted, display, signal);
    display.finish();
    if (job.state !== JobState.DONE) throw new PaintingFailedError(describeFailure(job));
    const pictures = createClient(PictureService, transport);
    const files: Uint8Array[] = [];
    for (const picture of job.pictures) {
      files.push((await pictures.getPicture({ pictureId: picture.id }, { signal })).imageData);
    }
    return { job, files };
  } catch (error) {
    display.finish();
    if (signal.aborted) await jobs.cancelJob({ jobId: accepted.id });
    throw error;
  }
}

/** An answer that is on its way names the job that has to be cancelled. */
const answerGraceMs = 2000;

function delayAbort(signal: AbortSignal, delayMs: number): AbortSignal {
  const delayed = new AbortController();
  const abortLater = () => setTimeout(() => delayed.abort(signal.reason), delayMs).unref();
  if (signal.aborted) delayed.abort(signal.reason);
  else signal.addEventListener('abort', abortLater, { once: true });
  return delayed.signal;
}

async function followJob(
  transport: Transport,
  accepted: Job,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<Job> {
  let job = accepted;
  display.show(describeProgress(job, 0, 0, 0));
  for await (const { update } of createClient(JobService, transport).watchJob({ jobId: job.id }, { signal })) {
    if (update.case === 'job') {
      job = update.value;
      if (!finalStates.has(job.state)) display.show(describeProgress(job, job.step, job.steps, job.pictureIndex));
    }
    if (update.case === 'progress') {
      const { step, steps, pictureIndex } = update.value;
      display.show(describeProgress(job, step, steps, pictureIndex));
    }
  }
  if (finalStates.has(job.state)) return job;
  throw new PaintingFailedError('The server closed the stream before the picture was done. Try again.');
}

function describeProgress(job: Job, step: number, steps: number, pictureIndex: number) {
  if (step > 0) {
    const count = job.request?.count ?? 1;
    return { label: count > 1 ? `painting ${pictureIndex + 1} of ${count}` : 'painting', done: step, total: steps };
  }
  if (job.state === JobState.QUEUED) {
    return { label: job.queuePosition > 0 ? `waiting, ${job.queuePosition} ahead` : 'waiting' };
  }
  return { label: job.state === JobState.LOADING ? `loading ${job.model}` : 'painting' };
}

function describeFailure(job: Job): string {
  if (job.state === JobState.CANCELLED) return 'The picture was cancelled.';
  const { message = 'The picture failed.', advice = '' } = job.failure ?? {};
  return advice === '' ? message : `${message} ${advice}`;
}
