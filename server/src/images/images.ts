import path from 'node:path';
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { ImageGenerationService, JobService, PictureService } from '@starweave/contract';
import { inspectModelFolder } from '@starweave/diffusion';
import type { Caller } from '../accounts/caller.ts';
import { rememberHouse } from '../accounts/house.ts';
import type { ChatCommand } from '../commands/chat-command.ts';
import { createJobReader, type JobReader } from '../jobs/job-reader.ts';
import { createJobService } from '../jobs/job-service.ts';
import { createJobStore } from '../jobs/job-store.ts';
import { createJobWatch } from '../jobs/job-watch.ts';
import { createJobQueue } from '../jobs/queue-store.ts';
import { createWorkerStore, type WorkerStore } from '../jobs/worker-store.ts';
import type { Logger, LogLevel } from '../logging.ts';
import { createModelRegistry, type ModelRegistry } from '../models/model-registry.ts';
import { createModelStore } from '../models/model-store.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { toContractRequest } from './contract-request.ts';
import { createImageSubmitter, type JobCard } from './generate-image.ts';
import { createHousePainter, type HousePainter } from './house-painter.ts';
import { createImageCommand } from './image-command.ts';
import { createImageService } from './image-service.ts';
import { createImageWorkers, defaultSilenceMs, type ImageWorkers, type ImageWorkersOptions } from './image-workers.ts';
import { describeImagesHealth, type ImagesHealth } from './images-health.ts';
import { createPictureService } from './picture-service.ts';
import { createPictureReader, type PictureReader } from './picture-store.ts';
import { createVariationSubmitter } from './variation-requests.ts';

export interface ImagesDependencies {
  readonly config: ImagesConfig;
  readonly database: Database;
  readonly blobStore: BlobStore;
  readonly logger: Logger;
  /** Who makes a call, from its context. */
  readonly getCaller: (context: HandlerContext) => Caller;
  /** Adds the message that shows a job to its room, in the job's transaction. */
  readonly addJobCard: (card: JobCard, transaction: Transaction) => Promise<void>;
  /** How long a worker may give no sign of life in each phase; default `defaultSilenceMs`. */
  readonly silenceMs?: ImageWorkersOptions['silenceMs'];
}

/** The settings that pictures read. */
export interface ImagesConfig {
  readonly dataFolder: string;
  readonly modelFolders: readonly string[];
  readonly defaultImageModel: string;
  readonly log: LogLevel;
  readonly image: {
    /** Worker processes of this host; 0: pictures are painted by other hosts' workers. */
    readonly workers: number;
    readonly threads?: number | undefined;
    /** How long the painting of one job may take, its loading and waiting not counted. */
    readonly timeoutMs: number;
    readonly jobHeartbeatMs: number;
    readonly previewEverySteps: number;
  };
}

/** Everything of pictures: jobs, models, painting. `createImages` makes it without I/O; `start` brings it up. */
export interface Images {
  readonly imageService: ServiceImpl<typeof ImageGenerationService>;
  readonly jobService: ServiceImpl<typeof JobService>;
  readonly pictureService: ServiceImpl<typeof PictureService>;
  readonly imageCommand: ChatCommand;
  /** Paints for the server itself, when nobody's picture waits. */
  readonly housePainter: HousePainter;
  readonly jobReader: JobReader;
  readonly pictureReader: PictureReader;
  readonly models: ModelRegistry;
  /** Takes jobs; the database is migrated before. */
  start(): Promise<void>;
  /** Brings back what an earlier process left, then starts the workers, which keep a core busy until they can paint. */
  startWorkers(): Promise<void>;
  /** Takes no new work; a running job gets a moment to finish, else goes back to the queue, not counted against it. */
  drain(): Promise<void>;
  /** Stops the workers and waits until they are gone. */
  close(): Promise<void>;
  health(): Promise<ImagesHealth>;
}

const modelCacheMs = 2000;
const heartbeatMs = 15_000;

export function createImages(dependencies: ImagesDependencies): Images {
  const { config, database, blobStore, logger, getCaller, addJobCard } = dependencies;
  const { defaultImageModel } = config;
  const queue = createJobQueue({ database, logger, maintain: true });
  const jobStore = createJobStore({ database, queue });
  const workerStore = createWorkerStore({ database, queue, logger });
  const jobReader = createJobReader({ jobStore, toContractRequest });
  const jobWatch = createJobWatch({ database, jobReader, heartbeatMs });
  const models = createModels(dependencies);
  const submitter = createImageSubmitter({ database, jobStore, models, defaultImageModel, addJobCard });
  const submitVariations = createVariationSubmitter(database, submitter);
  const pictureReader = createPictureReader({ database, blobStore });
  const workers = createWorkers(dependencies, workerStore);
  const stops: (() => Promise<void>)[] = [];
  const shared = { jobStore, jobWatch, pictureReader, models, defaultImageModel, getCaller };

  return {
    imageService: createImageService({ ...shared, submitter, submitVariations }),
    jobService: createJobService({
      ...shared,
      jobReader,
      submit: submitter.submitToRoom,
      resubmit: submitter.resubmit,
    }),
    pictureService: createPictureService({ pictureReader, getCaller }),
    housePainter: createHousePainter({ submitter, jobStore, loadHouse: rememberHouse(database) }),
    imageCommand: createImageCommand({ submitter, models, defaultImageModel }),
    jobReader,
    pictureReader,
    models,
    async start() {
      await queue.start();
      await jobWatch.start();
      stops.push(await database.listen('models_changed', () => models.forget()));
    },
    startWorkers: () => workers.start(),
    async drain() {
      workers.drain();
    },
    async close() {
      await workers.close();
      await Promise.all(stops.splice(0).map((stop) => stop()));
      await jobWatch.close();
      await queue.stop();
    },
    health: () => describeImagesHealth({ models, workers, workerStore, defaultImageModel }),
  };
}

function createModels({ config, database, logger }: ImagesDependencies): ModelRegistry {
  return createModelRegistry({
    folders: config.modelFolders,
    store: createModelStore(database),
    inspect: inspectModelFolder,
    logger,
    cacheMs: modelCacheMs,
    now: () => performance.now(),
  });
}

function createWorkers(dependencies: ImagesDependencies, workerStore: WorkerStore): ImageWorkers {
  const { config, database, logger, silenceMs = defaultSilenceMs } = dependencies;
  const { modelFolders, defaultImageModel, dataFolder, image, log } = config;
  const { threads, timeoutMs, previewEverySteps } = image;
  return createImageWorkers({
    count: image.workers,
    recordFolder: path.join(dataFolder, 'processes'),
    workers: workerStore,
    logger,
    heartbeatMs: image.jobHeartbeatMs,
    silenceMs,
    process: {
      connectionString: database.connectionString,
      blobFolder: path.join(dataFolder, 'blobs'),
      ...{ modelFolders, defaultImageModel, threads, timeoutMs, previewEverySteps, log },
    },
  });
}
