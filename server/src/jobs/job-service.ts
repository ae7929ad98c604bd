import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { ImageRequest, JobService } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import { InvalidRequestError, WrongStateError } from '../errors.ts';
import type { JobReader } from './job-reader.ts';
import type { ImageJobRow } from './job-record.ts';
import { fromContractState, isFinalState, type JobStateName } from './job-state.ts';
import type { JobStore } from './job-store.ts';
import type { JobWatch } from './job-watch.ts';

const defaultListLimit = 50;
const largestListLimit = 200;

export interface JobServiceDependencies {
  readonly jobStore: JobStore;
  readonly jobReader: JobReader;
  readonly jobWatch: JobWatch;
  readonly getCaller: (context: HandlerContext) => Caller;
  /** Submits a request as a job, shown as a card where there is a room. */
  readonly submit: (request: ImageRequest, caller: Caller, roomId: string | undefined) => Promise<ImageJobRow>;
  /** Submits a finished job's request again. */
  readonly resubmit: (job: ImageJobRow, caller: Caller, options: { keepSeed: boolean }) => Promise<ImageJobRow>;
}

export function createJobService(dependencies: JobServiceDependencies): ServiceImpl<typeof JobService> {
  const { jobStore, jobReader, jobWatch, getCaller, submit, resubmit } = dependencies;
  const describe = async (row: ImageJobRow) => {
    const [job] = await jobReader.describeJobs([row]);
    return job ? { job } : {};
  };

  return {
    async submitImageJob({ request, roomId }, context) {
      if (request === undefined) {
        throw new InvalidRequestError([{ field: 'request', description: 'Say what to paint.' }]);
      }
      return describe(await submit(request, getCaller(context), roomId === '' ? undefined : roomId));
    },
    async getJob({ jobId }, context) {
      return describe(await jobStore.getJob(jobId, getCaller(context)));
    },
    async listJobs({ limit, states }, context) {
      const options = { limit: resolveLimit(limit), states: resolveStates(states) };
      return { jobs: await jobReader.describeJobs(await jobStore.listJobs(getCaller(context), options)) };
    },
    async cancelJob({ jobId }, context) {
      return describe(await jobStore.cancel(jobId, getCaller(context)));
    },
    async retryJob({ jobId, keepSeed, request }, context) {
      const caller = getCaller(context);
      const job = await jobStore.getJob(jobId, caller);
      if (!isFinalState(job.state)) {
        throw new WrongStateError(`Job ${jobId} is still ${job.state}. Cancel it first, or wait until it is done.`);
      }
      if (request !== undefined) return describe(await submit(request, caller, job.roomId ?? undefined));
      return describe(await resubmit(job, caller, { keepSeed }));
    },
    async *watchJob({ jobId }, context) {
      for await (const update of jobWatch.watch(jobId, getCaller(context), context.signal)) {
        switch (update.kind) {
          case 'job':
            yield { update: { case: 'job', value: update.job } };
            break;
          case 'progress':
            yield { update: { case: 'progress', value: update.progress } };
            break;
          case 'heartbeat':
            yield { update: { case: 'heartbeat', value: {} } };
        }
      }
    },
  };
}

function resolveLimit(sent: number | undefined): number {
  const limit = sent ?? defaultListLimit;
  if (limit >= 1 && limit <= largestListLimit) return limit;
  throw new InvalidRequestError([{ field: 'limit', description: `1 to ${largestListLimit}; this is ${limit}.` }]);
}

function resolveStates(states: readonly number[]): JobStateName[] {
  return states.map((state) => {
    const name = fromContractState(state);
    if (name !== undefined) return name;
    throw new InvalidRequestError([{ field: 'states', description: `There is no job state ${state}.` }]);
  });
}
