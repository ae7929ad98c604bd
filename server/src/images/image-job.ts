import { randomUUID } from 'node:crypto';
import type { RgbImage } from '@starweave/diffusion';
import type { ClaimedJobStore, JobClaim } from '../jobs/claimed-job-store.ts';
import type { FailureRecord, ImageJobRow } from '../jobs/job-record.ts';
import type { ImageModel, ModelRegistry } from '../models/model-registry.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { describeWords } from './describe-words.ts';
import type { LoadedImageModel, PaintStep } from './image-engine.ts';
import type { LoadedModelSlot } from './loaded-model-slot.ts';
import { createProgressReporter } from './progress-reporter.ts';

const progressIntervalMs = 125;

/** What a worker does at the moment. */
export type WorkerPhase = 'idle' | 'loading' | 'painting';

export interface ImageJobDependencies {
  readonly claimedJobs: ClaimedJobStore;
  readonly models: ModelRegistry;
  readonly slot: LoadedModelSlot;
  readonly blobStore: BlobStore;
  readonly encodePreview: (image: RgbImage) => Promise<{ readonly bytes: Uint8Array; readonly format: string }>;
  /** 0 shows no previews. */
  readonly previewEverySteps: number;
  /** Runs a write to the database until it gets through. */
  readonly persist: <T>(write: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
  readonly onPhase: (phase: WorkerPhase) => void;
  readonly onProgressError: (error: unknown) => void;
  readonly now: () => number;
}

/** The job can't be painted, for a reason that its owner can act on. */
export class ImageJobError extends Error {
  override readonly name = 'ImageJobError';
  readonly code = 'image-job-failed';
  readonly failure: FailureRecord;

  constructor(failure: FailureRecord, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}

/**
 * Paints a claimed job to its end: opens the model, paints the pictures that aren't there yet, stores each as it is
 * done, the last one together with the job's end.
 *
 * Rejects with the signal's reason when it is aborted, JobLostError when the job is no longer ours, ImageJobError or
 * the engine's error when it fails.
 */
export async function runImageJob(
  dependencies: ImageJobDependencies,
  { job, claim, signal }: { job: ImageJobRow; claim: JobClaim; signal: AbortSignal },
): Promise<void> {
  const { claimedJobs, slot, onPhase, persist } = dependencies;
  onPhase('loading');
  const model = await findModel(dependencies.models, job);
  const { loaded, loadMs } = await slot.use(model, signal);
  const notices = describeWords(model.facts.name, loaded.findUnknownWords(job.request.modelPrompt));
  await persist(() => claimedJobs.start(claim, { device: loaded.device, loadMs, notices }), signal);
  onPhase('painting');
  await paintPictures(dependencies, { job, claim, signal, loaded });
}

async function findModel(models: ModelRegistry, job: ImageJobRow): Promise<ImageModel> {
  const model = await models.find(job.model);
  if (model === undefined) {
    throw new ImageJobError({
      code: 'model-missing',
      message: `The model "${job.model}" is no longer installed where this picture was to be painted.`,
      advice: 'Put its folder back, or run it again with another model.',
    });
  }
  if (model.hash !== job.modelHash && model.state !== 'broken') {
    throw new ImageJobError({
      code: 'model-changed',
      message: `The files of the model "${job.model}" have changed since this picture was asked for.`,
      advice: 'Run it again to paint it with the model as it is now.',
    });
  }
  return model;
}

interface PaintingJob {
  readonly job: ImageJobRow;
  readonly claim: JobClaim;
  readonly signal: AbortSignal;
  readonly loaded: LoadedImageModel;
}

async function paintPictures(dependencies: ImageJobDependencies, painting: PaintingJob): Promise<void> {
  const { claimedJobs, persist, now } = dependencies;
  const { job, claim, signal } = painting;
  const startedAt = now();
  const present = await persist(() => claimedJobs.findPictureIndexes(claim), signal);
  const missing = Array.from({ length: job.request.count }, (_, index) => index).filter((index) => !present.has(index));
  for (const index of missing) {
    const painted = await paintPicture(dependencies, painting, index);
    const blobHash = await dependencies.blobStore.put(painted.bytes);
    const { width, height, seed } = painted;
    const facts = { width, height, seed, sizeBytes: painted.bytes.byteLength };
    const picture = { id: randomUUID(), index, blobHash, format: job.request.format, settings: job.request, ...facts };
    const done = index === missing.at(-1) ? { runMs: Math.round(now() - startedAt) } : undefined;
    await persist(() => claimedJobs.addPicture(claim, picture, done));
  }
}

async function paintPicture(dependencies: ImageJobDependencies, painting: PaintingJob, index: number) {
  const { claimedJobs, encodePreview, previewEverySteps, onPhase, onProgressError } = dependencies;
  const { job, claim, signal, loaded } = painting;
  const reporter = createProgressReporter<PaintStep>({
    intervalMs: progressIntervalMs,
    onError: onProgressError,
    async write({ step, steps, preview: image }) {
      const isShown = image !== undefined && previewEverySteps > 0 && step % previewEverySteps === 0;
      const preview = isShown ? await encodePreview(image) : undefined;
      const place = { pictureIndex: index, pictureCount: job.request.count };
      await claimedJobs.reportProgress(claim, { step, steps, ...place, preview });
    },
  });
  try {
    return await loaded.paint({
      request: job.request,
      index,
      modelHash: job.modelHash,
      signal,
      onStep: (step) => {
        onPhase('painting');
        reporter.report(step);
      },
    });
  } finally {
    await reporter.stop();
  }
}
