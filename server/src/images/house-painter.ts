import { create } from '@bufbuild/protobuf';
import { ImageRequestSchema } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { Transaction } from '../storage/database.ts';
import type { ImageSubmitter } from './generate-image.ts';

/** What became of a job of the house. */
export type HousePicture =
  | { readonly state: 'open' }
  | { readonly state: 'painted'; readonly pictureId: string; readonly runMs: number }
  /** It came to nothing, or isn't there any more. */
  | { readonly state: 'none' };

/** Paints for the house itself, one picture a job, only when nobody's picture waits. */
export interface HousePainter {
  /** Puts a picture into the queue with the transaction; answers with its job's id. Throws where no model is usable. */
  submit(words: { readonly prompt: string; readonly seed: bigint }, transaction: Transaction): Promise<string>;
  findPicture(jobId: string): Promise<HousePicture>;
}

export interface HousePainterDependencies {
  readonly submitter: Pick<ImageSubmitter, 'submit'>;
  readonly jobStore: Pick<JobStore, 'findJobs' | 'findPictures'>;
  /** Owner of the jobs and pictures. */
  readonly loadHouse: () => Promise<Caller>;
}

export function createHousePainter({ submitter, jobStore, loadHouse }: HousePainterDependencies): HousePainter {
  return {
    async submit({ prompt, seed }, transaction) {
      const request = create(ImageRequestSchema, { prompt, settings: { seed64: seed } });
      const caller = await loadHouse();
      const job = await submitter.submit({ request, caller, isBackground: true }, transaction);
      return job.id;
    },
    async findPicture(jobId) {
      const [job] = await jobStore.findJobs([jobId], await loadHouse());
      if (job?.state === 'queued' || job?.state === 'loading' || job?.state === 'running') return { state: 'open' };
      const [picture] = job?.state === 'done' ? await jobStore.findPictures([jobId]) : [];
      if (picture === undefined) return { state: 'none' };
      return { state: 'painted', pictureId: picture.id, runMs: job?.runMs ?? 0 };
    },
  };
}
