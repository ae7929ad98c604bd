import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  type GenerationMetadataSchema,
  type ImageRequest,
  type Job,
  type JobProgress,
  JobProgressSchema,
  JobSchema,
  JobState,
  type Picture,
  PictureSchema,
} from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import type { ImageJobRow, PictureRow, ResolvedImageRequest } from './job-record.ts';
import { toContractState } from './job-state.ts';
import type { JobStore } from './job-store.ts';

/** Shows jobs as the contract has them. */
export interface JobReader {
  /** The caller's jobs among these ids, complete; ids of others or of nothing are left out. */
  getJobs(ids: readonly string[], caller: Caller): Promise<Map<string, Job>>;
  /** Step and preview of a job that runs now. */
  findProgress(jobId: string): Promise<JobProgress | undefined>;
  describeJobs(rows: readonly ImageJobRow[]): Promise<Job[]>;
}

export interface JobReaderDependencies {
  readonly jobStore: JobStore;
  readonly toContractRequest: (request: ResolvedImageRequest) => ImageRequest;
}

/** The seed where it fits into the plan's 32 bits, else 0; `seed_64` always has it whole. */
function toSeed32(seed: bigint): number {
  return seed < 2n ** 31n ? Number(seed) : 0;
}

function describePicture(row: PictureRow): Picture {
  const { id, format, width, height, seed, sizeBytes, pictureIndex } = row;
  const url = `/pictures/${id}`;
  return create(PictureSchema, {
    ...{ id, url, format, width, height },
    thumbnailUrl: `${url}?size=256`,
    seed64: seed,
    sizeBytes: BigInt(sizeBytes),
    index: pictureIndex,
  });
}

/** How a job's pictures were made; the first picture's seed. */
function describeMetadata(job: ImageJobRow): MessageInitShape<typeof GenerationMetadataSchema> {
  const { request } = job;
  const { width, height, steps, guidanceScale, scheduler, negativePrompt, style, prompt } = request;
  const seed = BigInt(request.seed);
  const fallback = job.notices.find(({ code }) => code === 'model-fallback');
  const variation = request.variation && {
    variation_seed: request.variation.seed,
    variation_strength: `${request.variation.strength}`,
  };
  return {
    model: job.model,
    generationTimeMs: BigInt(job.runMs ?? 0),
    seed: toSeed32(seed),
    seed64: seed,
    ...(job.finishedAt !== null && { generatedAt: timestampFromDate(job.finishedAt) }),
    debugInfo: { job_id: job.id, model_hash: job.modelHash, attempt: `${job.attempt}`, ...variation },
    requestedModel: fallback?.words[0] ?? '',
    ...{ width, height, steps, guidanceScale, scheduler, negativePrompt, style, prompt },
    device: job.device ?? '',
    queueMs: BigInt(job.queueMs ?? 0),
    loadMs: BigInt(job.loadMs ?? 0),
    runMs: BigInt(job.runMs ?? 0),
  };
}

export function createJobReader({ jobStore, toContractRequest }: JobReaderDependencies): JobReader {
  const describeJobs = async (rows: readonly ImageJobRow[]): Promise<Job[]> => {
    const idsIn = (...states: string[]) => rows.filter(({ state }) => states.includes(state)).map(({ id }) => id);
    const [pictures, progress, ahead] = await Promise.all([
      jobStore.findPictures(rows.filter(({ state, attempt }) => state !== 'queued' || attempt > 0).map(({ id }) => id)),
      jobStore.findProgress(idsIn('running')),
      jobStore.countAhead(idsIn('queued')),
    ]);
    const picturesOf = Map.groupBy(pictures, ({ jobId }) => jobId);
    const progressOf = new Map(progress.map((row) => [row.jobId, row]));
    return rows.map((row) => {
      const { step = 0, pictureIndex = 0, steps = row.request.steps } = progressOf.get(row.id) ?? {};
      return create(JobSchema, {
        ...describeRow(row),
        request: toContractRequest(row.request),
        ...{ step, steps, pictureIndex },
        pictures: (picturesOf.get(row.id) ?? []).map(describePicture),
        queuePosition: ahead.get(row.id) ?? 0,
      });
    });
  };

  return {
    describeJobs,
    async getJobs(ids, caller) {
      const jobs = await describeJobs(await jobStore.findJobs(ids, caller));
      return new Map(jobs.map((job) => [job.id, job]));
    },
    async findProgress(jobId) {
      const [row] = await jobStore.findProgress([jobId]);
      if (row === undefined) return undefined;
      const { step, steps, pictureIndex, pictureCount, revision } = row;
      return create(JobProgressSchema, {
        ...{ jobId, step, steps, pictureIndex, pictureCount, revision },
        state: JobState.RUNNING,
        preview: Uint8Array.from(row.preview ?? []),
        previewFormat: row.previewFormat ?? '',
      });
    },
  };
}

function describeRow(row: ImageJobRow): MessageInitShape<typeof JobSchema> {
  const { id, model, modelHash, requestedModel, attempt, revision } = row;
  return {
    ...{ id, model, modelHash, requestedModel, attempt, revision },
    state: toContractState(row.state),
    metadata: describeMetadata(row),
    notices: row.notices.map(({ code, text, words }) => ({ code, text, words: [...words] })),
    roomId: row.roomId ?? '',
    messageId: row.messageId ?? '',
    createdAt: timestampFromDate(row.createdAt),
    ...(row.failure !== null && { failure: { ...row.failure } }),
    ...(row.startedAt !== null && { startedAt: timestampFromDate(row.startedAt) }),
    ...(row.finishedAt !== null && { finishedAt: timestampFromDate(row.finishedAt) }),
  };
}
