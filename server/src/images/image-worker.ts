import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from '../errors.ts';
import { type JobClaim, JobLostError } from '../jobs/claimed-job-store.ts';
import type { FailureRecord, ImageJobRow } from '../jobs/job-record.ts';
import { createWakeSignal } from '../jobs/wake-signal.ts';
import type { Logger } from '../logging.ts';
import type { ModelStore } from '../models/model-store.ts';
import type { Database } from '../storage/database.ts';
import { ModelUnusableError } from './image-engine.ts';
import { type ImageJobDependencies, ImageJobError, runImageJob } from './image-job.ts';
import type { ModelVerifier } from './model-verifier.ts';

/** The loop of a worker process: takes jobs one after the other, and proves models while nothing waits. */
export interface ImageWorker {
  /** Works until `drain`; resolves when the last job is ended or given back. */
  run(): Promise<void>;
  /** Takes no more jobs; the running one has `graceMs` to end, then it goes back to the queue. */
  drain(graceMs: number): void;
}

export interface ImageWorkerDependencies extends Omit<ImageJobDependencies, 'persist' | 'onProgressError'> {
  readonly workerId: string;
  readonly database: Database;
  readonly modelStore: ModelStore;
  readonly verifier: ModelVerifier;
  readonly logger: Logger;
  /** Longest time that one job may paint. */
  readonly timeoutMs: number;
  /** How long to sleep at most when no notification comes. */
  readonly pollMs: number;
}

class CancelRequestedError extends Error {
  override readonly name = 'CancelRequestedError';
}
class DrainedError extends Error {
  override readonly name = 'DrainedError';
}
class TimedOutError extends Error {
  override readonly name = 'TimedOutError';
}

const retryDelayMs = 500;

export function createImageWorker(dependencies: ImageWorkerDependencies): ImageWorker {
  return new ImageWorkerLoop(dependencies);
}

class ImageWorkerLoop implements ImageWorker {
  readonly #dependencies: ImageWorkerDependencies;
  readonly #wake = createWakeSignal();
  readonly #stopping = new AbortController();
  #running: { readonly claim: JobClaim; readonly controller: AbortController } | undefined;

  constructor(dependencies: ImageWorkerDependencies) {
    this.#dependencies = dependencies;
  }

  async run(): Promise<void> {
    const { logger, pollMs } = this.#dependencies;
    const listening = await this.#listen();
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const outcome = await this.#workOnce().catch((error: unknown) => {
        if (!signal.aborted) logger.warn({ reason: String(error) }, 'the worker could not go on');
        return 'failed' as const;
      });
      if (outcome === 'failed') await sleep(retryDelayMs);
      if (outcome === 'idle') await this.#wake.wait(pollMs);
    }
    await Promise.all(listening.map((stop) => stop()));
  }

  drain(graceMs: number): void {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort(new DrainedError());
    this.#wake.set();
    setTimeout(() => this.#running?.controller.abort(new DrainedError()), graceMs).unref();
  }

  async #listen(): Promise<(() => Promise<void>)[]> {
    const { database, models } = this.#dependencies;
    return [
      await database.listen('job_queued', this.#wake.set),
      await database.listen('job_cancel', (jobId) => void this.#stopCancelled(jobId)),
      await database.listen('models_changed', () => {
        models.forget();
        this.#wake.set();
      }),
    ];
  }

  async #workOnce(): Promise<'worked' | 'idle'> {
    const { claimedJobs, verifier, workerId, onPhase } = this.#dependencies;
    const taken = await claimedJobs.claimNext(workerId);
    if (taken === undefined) return (await verifier.verifyNext(this.#stopping.signal)) ? 'worked' : 'idle';
    const controller = new AbortController();
    this.#running = { claim: taken.claim, controller };
    // Asked for between the claim and the line above.
    await this.#stopCancelled('');
    try {
      await performJob(this.#dependencies, { ...taken, controller });
    } finally {
      this.#running = undefined;
      onPhase('idle');
    }
    return 'worked';
  }

  /** '' stands for any job: notifications may have been lost. */
  async #stopCancelled(jobId: string): Promise<void> {
    const { claim, controller } = this.#running ?? {};
    if (claim === undefined || (jobId !== '' && jobId !== claim.jobId)) return;
    const isCancelled = await this.#dependencies.claimedJobs
      .isCancelRequested(claim)
      .catch((error: unknown) => error instanceof JobLostError);
    if (isCancelled) controller?.abort(new CancelRequestedError());
  }
}

interface TakenJob {
  readonly job: ImageJobRow;
  readonly claim: JobClaim;
  readonly controller: AbortController;
}

async function performJob(dependencies: ImageWorkerDependencies, { job, claim, controller }: TakenJob): Promise<void> {
  const { logger, timeoutMs } = dependencies;
  const log = logger.child({ jobId: job.id, attempt: job.attempt });
  const persist = createPersist(log);
  const { signal } = controller;
  let timer: NodeJS.Timeout | undefined;
  const onPhase: typeof dependencies.onPhase = (phase) => {
    if (phase === 'painting') timer ??= setTimeout(() => controller.abort(new TimedOutError()), timeoutMs);
    dependencies.onPhase(phase);
  };
  const onProgressError = (error: unknown) => {
    if (error instanceof JobLostError) controller.abort(error);
    else log.debug({ reason: String(error) }, 'progress was not written');
  };
  try {
    await runImageJob({ ...dependencies, persist, onPhase, onProgressError }, { job, claim, signal });
    log.info({ model: job.model }, 'image job done');
  } catch (error) {
    // However the engine wraps it, an abort is what it was aborted for.
    const cause: unknown = signal.aborted ? signal.reason : error;
    await endJob(dependencies, { job, claim, cause, persist }).catch((failure: unknown) => {
      if (!(failure instanceof JobLostError)) throw failure;
    });
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    log.info({ reason: cause instanceof ImageJobError ? cause.failure.code : reason }, 'image job stopped');
  } finally {
    clearTimeout(timer);
  }
}

interface JobEnd {
  readonly job: ImageJobRow;
  readonly claim: JobClaim;
  readonly cause: unknown;
  readonly persist: ImageJobDependencies['persist'];
}

async function endJob(dependencies: ImageWorkerDependencies, { job, claim, cause, persist }: JobEnd): Promise<void> {
  const { claimedJobs, timeoutMs } = dependencies;
  if (cause instanceof JobLostError) return;
  if (cause instanceof CancelRequestedError) return persist(() => claimedJobs.cancel(claim));
  if (cause instanceof DrainedError) return claimedJobs.giveBack(claim);
  if (cause instanceof ModelUnusableError) await persist(() => markBroken(dependencies, job, cause.message));
  await persist(() => claimedJobs.fail(claim, describeFailure(job, cause, timeoutMs)));
}

async function markBroken(
  { modelStore, models }: Pick<ImageWorkerDependencies, 'modelStore' | 'models'>,
  job: ImageJobRow,
  reason: string,
): Promise<void> {
  const model = await models.find(job.model);
  if (model === undefined) return;
  const { id, hash, stamp } = model;
  await modelStore.save({ id, hash, state: 'broken', reason, facts: { stamp, openings: 0 } });
}

/** Repeats a write while the database is away; what was painted waits for it. */
function createPersist(log: Logger): ImageJobDependencies['persist'] {
  return async (write, signal) => {
    for (;;) {
      signal?.throwIfAborted();
      try {
        return await write();
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        log.warn('the database is away; the job waits for it');
        await sleep(retryDelayMs);
      }
    }
  };
}

function describeFailure(job: ImageJobRow, cause: unknown, timeoutMs: number): FailureRecord {
  if (cause instanceof ImageJobError) return cause.failure;
  if (cause instanceof TimedOutError) {
    const message = `The picture was not done within ${Math.round(timeoutMs / 1000)} seconds.`;
    return { code: 'timed-out', message, advice: 'Try a smaller size, fewer steps or fewer pictures.' };
  }
  if (cause instanceof ModelUnusableError) {
    const message = `The model "${job.model}" can't be used: ${cause.message}`;
    return { code: 'model-broken', message, advice: 'Run it again with another model, or repair this one.' };
  }
  const message = cause instanceof Error ? cause.message : 'The model failed while it painted.';
  return { code: 'painting-failed', message, advice: 'Run it again, or try other settings.' };
}
