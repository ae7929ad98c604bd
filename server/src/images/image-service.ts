import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import {
  type ImageGenerationService,
  type ImageRequest,
  type ImageResponseSchema,
  type ImageVariationsRequest,
  type Job,
  JobState,
  type Picture,
  PictureSchema,
} from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import { JobCancelledError, JobFailedError } from '../errors.ts';
import type { ImageJobRow } from '../jobs/job-record.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { JobWatch } from '../jobs/job-watch.ts';
import { describeModel } from '../models/describe-model.ts';
import type { ModelRegistry } from '../models/model-registry.ts';
import type { ImageSubmitter } from './generate-image.ts';
import type { PictureReader } from './picture-store.ts';
import { listStyles } from './styles.ts';

export interface ImageServiceDependencies {
  readonly submitter: ImageSubmitter;
  readonly submitVariations: (request: ImageVariationsRequest, caller: Caller) => Promise<ImageJobRow[]>;
  readonly jobStore: JobStore;
  readonly jobWatch: JobWatch;
  readonly pictureReader: PictureReader;
  readonly models: ModelRegistry;
  readonly defaultImageModel: string;
  readonly getCaller: (context: HandlerContext) => Caller;
}

type ImageResponseInit = MessageInitShape<typeof ImageResponseSchema>;

export function createImageService(dependencies: ImageServiceDependencies): ServiceImpl<typeof ImageGenerationService> {
  const { submitter, submitVariations, models, defaultImageModel, getCaller } = dependencies;
  return {
    async generateImage(request, context) {
      const caller = getCaller(context);
      const { id } = await submitter.submit({ request, caller });
      const job = await waitForJob(dependencies, { id, caller, context, keep: hasKey(request) });
      return describeResult(dependencies, job, caller);
    },

    async *generateImageVariations(request, context) {
      const caller = getCaller(context);
      const jobs = await submitVariations(request, caller);
      const keep = request.baseRequest !== undefined && hasKey(request.baseRequest);
      const answers = jobs.map(({ id }) => answerVariation(dependencies, { id, caller, context, keep }));
      for (const answer of answers) answer.catch(() => undefined);
      yield* answers;
    },

    async getImageModels() {
      const known = await models.list();
      return {
        models: known.map((model) => {
          const styles = listStyles(model).map(({ id }) => id);
          return describeModel(model, { isDefault: model.id === defaultImageModel, styles });
        }),
      };
    },
  };
}

function hasKey(request: ImageRequest): boolean {
  return request.idempotencyKey !== undefined && request.idempotencyKey !== '';
}

interface AwaitedJob {
  readonly id: string;
  readonly caller: Caller;
  readonly context: HandlerContext;
  /** True: the job goes on when the caller leaves, who can come back to it by its idempotency key. */
  readonly keep: boolean;
}

async function waitForJob(dependencies: ImageServiceDependencies, awaited: AwaitedJob): Promise<Job> {
  const { jobStore, jobWatch } = dependencies;
  const { id, caller, context, keep } = awaited;
  try {
    return await jobWatch.waitForEnd(id, caller, context.signal);
  } catch (error) {
    if (context.signal.aborted && !keep) await jobStore.cancel(id, caller);
    throw error;
  }
}

/** A variation's answer; a failure is told in it, so that the others go on. */
async function answerVariation(
  dependencies: ImageServiceDependencies,
  awaited: AwaitedJob,
): Promise<ImageResponseInit> {
  const job = await waitForJob(dependencies, awaited);
  try {
    return await describeResult(dependencies, job, awaited.caller);
  } catch (error) {
    if (!(error instanceof JobFailedError || error instanceof JobCancelledError)) throw error;
    return { requestId: job.id, error: error.message, ...(job.metadata && { metadata: job.metadata }) };
  }
}

async function describeResult(
  { pictureReader }: Pick<ImageServiceDependencies, 'pictureReader'>,
  job: Job,
  caller: Caller,
): Promise<ImageResponseInit> {
  if (job.state === JobState.CANCELLED) throw new JobCancelledError(job.id);
  if (job.state !== JobState.DONE) {
    const { code = 'unknown', message = 'The picture was not painted.', advice = '' } = job.failure ?? {};
    throw new JobFailedError(job.id, { code, message, advice });
  }
  const files = await Promise.all(job.pictures.map((picture) => readPicture(pictureReader, picture, caller)));
  const [first] = files;
  return {
    requestId: job.id,
    imageData: first ?? new Uint8Array(),
    format: job.pictures[0]?.format ?? '',
    ...(job.metadata && { metadata: job.metadata }),
    pictures: job.pictures.map((picture, index) =>
      describePicture(picture, files.length > 1 ? files[index] : undefined),
    ),
    notices: job.notices,
  };
}

async function readPicture(pictureReader: PictureReader, { id }: Picture, caller: Caller) {
  const file = await pictureReader.findPicture(id, caller);
  if (file === undefined) throw new Error(`The picture ${id} of a finished job is missing.`);
  return Uint8Array.from(file.bytes);
}

function describePicture(picture: Picture, imageData: Uint8Array<ArrayBuffer> | undefined): Picture {
  return imageData === undefined ? picture : create(PictureSchema, { ...picture, imageData });
}
