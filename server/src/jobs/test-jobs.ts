import { randomUUID } from 'node:crypto';
import type { Caller } from '../accounts/caller.ts';
import { createLogger } from '../logging.ts';
import { people, rooms } from '../storage/schema.ts';
import { openTestDatabase } from '../storage/test-database.ts';
import { type ClaimedJobStore, createClaimedJobStore } from './claimed-job-store.ts';
import type { ImageJobRow, ResolvedImageRequest } from './job-record.ts';
import { createJobStore, type JobStore, type NewImageJob } from './job-store.ts';
import { createJobQueue, type JobQueue } from './queue-store.ts';
import { createWorkerStore, type WorkerStore } from './worker-store.ts';

export const testRequest: ResolvedImageRequest = {
  prompt: 'a red boat at sea',
  negativePrompt: '',
  modelPrompt: 'a red boat at sea',
  modelNegativePrompt: '',
  model: 'postcard',
  modelHash: 'aa',
  width: 256,
  height: 256,
  steps: 20,
  guidanceScale: 5,
  scheduler: 'DDIMScheduler',
  style: '',
  seed: '7',
  count: 1,
  format: 'png',
};

/** The stores of jobs over a database of the test's own. */
export interface TestJobs {
  readonly database: Awaited<ReturnType<typeof openTestDatabase>>['database'];
  readonly connectionString: string;
  readonly queue: JobQueue;
  readonly jobStore: JobStore;
  readonly claimedJobs: ClaimedJobStore;
  readonly workers: WorkerStore;
  addPerson(): Promise<Caller>;
  addRoom(owner: Caller): Promise<string>;
  submit(caller: Caller, overrides?: Partial<NewImageJob>): Promise<ImageJobRow>;
  addWorker(): Promise<string>;
  close(): Promise<void>;
}

export async function openTestJobs(): Promise<TestJobs> {
  const { database, connectionString, close } = await openTestDatabase();
  const logger = createLogger({ log: 'silent' });
  const queue = createJobQueue({ database, logger, maintain: true });
  await queue.start();
  const jobStore = createJobStore({ database, queue });
  const workers = createWorkerStore({ database, queue, logger });
  return {
    database,
    connectionString,
    queue,
    jobStore,
    claimedJobs: createClaimedJobStore({ database, queue }),
    workers,
    async addPerson() {
      const personId = randomUUID();
      await database.orm.insert(people).values({ id: personId, name: 'Someone', kind: 'account' });
      return { personId };
    },
    async addRoom(owner) {
      const id = randomUUID();
      await database.orm.insert(rooms).values({ id, ownerId: owner.personId, name: 'A room' });
      return id;
    },
    submit: (caller, overrides = {}) => {
      const job = { id: randomUUID(), caller, request: testRequest, requestedModel: '', notices: [], fingerprint: 'f' };
      return database.transaction((transaction) => jobStore.submit(transaction, { ...job, ...overrides }));
    },
    async addWorker() {
      const id = randomUUID();
      await workers.register({ id, host: 'here', processId: 1, device: 'cpu' });
      return id;
    },
    async close() {
      await queue.stop();
      await close();
    },
  };
}
