import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Client, createClient, createRouterTransport } from '@connectrpc/connect';
import { ImageGenerationService, JobService, PictureService } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import { loadLocalPerson } from '../accounts/local-person.ts';
import { createLogger } from '../logging.ts';
import { createFileSystemBlobStore } from '../storage/file-system-blob-store.ts';
import { openTestDatabase, type TestDatabase } from '../storage/test-database.ts';
import { getCaller } from '../transport/call-context.ts';
import { createCallInterceptor } from '../transport/call-interceptor.ts';
import { createImages, type Images, type ImagesDependencies } from './images.ts';

/** A very small Stable Diffusion with random weights: 8 × 8 noise in milliseconds, through the real pipeline. */
const tinyModelFolder = path.resolve(
  import.meta.dirname,
  '../../../workbench/reference-numbers/pipelines/fixtures/tiny-stable-diffusion',
);

/** Everything of pictures with real workers, called through typed clients, over a database of the test's own. */
export interface TestImages {
  readonly folder: string;
  readonly modelFolder: string;
  readonly testDatabase: TestDatabase;
  readonly caller: Caller;
  /** The one that runs now: `restart` replaces it. */
  images: Images;
  readonly imageClient: Client<typeof ImageGenerationService>;
  readonly jobClient: Client<typeof JobService>;
  readonly pictureClient: Client<typeof PictureService>;
  /** Copies the tiny model under this name and lets `change` work on it. */
  addModel(name: string, change?: (folder: string) => Promise<void>): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface TestImagesOptions {
  readonly workers?: number;
  /** Names of models with what is done to their files first. */
  readonly models?: Readonly<Record<string, ((folder: string) => Promise<void>) | undefined>>;
  readonly silenceMs?: ImagesDependencies['silenceMs'];
}

export async function openTestImages(options: TestImagesOptions = {}): Promise<TestImages> {
  const { workers = 1, models = { tiny: undefined }, silenceMs } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'starweave-images-'));
  const modelFolder = path.join(folder, 'models');
  await mkdir(modelFolder);
  const addModel: TestImages['addModel'] = async (name, change) => {
    const draft = path.join(folder, `draft-${name}`);
    await cp(tinyModelFolder, draft, { recursive: true });
    await change?.(draft);
    await cp(draft, path.join(modelFolder, name), { recursive: true });
  };
  for (const [name, change] of Object.entries(models)) await addModel(name, change);
  const testDatabase = await openTestDatabase();
  const { database } = testDatabase;
  const caller = await loadLocalPerson(database);
  const logger = createLogger({ log: 'silent' });
  const open = async (): Promise<Images> => {
    const opened = createImages({
      config: {
        dataFolder: folder,
        modelFolders: [modelFolder],
        defaultImageModel: 'tiny',
        log: 'error',
        image: { workers, threads: 1, timeoutMs: 60_000, jobHeartbeatMs: 500, previewEverySteps: 1 },
      },
      ...{ database, logger, getCaller },
      blobStore: createFileSystemBlobStore(path.join(folder, 'blobs')),
      addJobCard: async () => undefined,
      ...(silenceMs && { silenceMs }),
    });
    await opened.start();
    await opened.startWorkers();
    return opened;
  };
  const test = { images: await open() };
  const interceptors = [createCallInterceptor({ findCaller: async () => caller, logger })];
  const transport = createRouterTransport(
    (router) => {
      router
        .service(
          ImageGenerationService,
          delegate(() => test.images.imageService),
        )
        .service(
          JobService,
          delegate(() => test.images.jobService),
        )
        .service(
          PictureService,
          delegate(() => test.images.pictureService),
        );
    },
    { router: { interceptors } },
  );
  return Object.assign(test, {
    ...{ folder, modelFolder, testDatabase, caller, addModel },
    imageClient: createClient(ImageGenerationService, transport),
    jobClient: createClient(JobService, transport),
    pictureClient: createClient(PictureService, transport),
    async restart() {
      await test.images.close();
      test.images = await open();
    },
    async close() {
      await test.images.close();
      await testDatabase.close();
      await rm(folder, { recursive: true });
    },
  });
}

/** The service that is there at the time of a call; a router reads its handlers once. */
function delegate<T extends object>(find: () => T): T {
  const get =
    (_: T, name: string | symbol) =>
    (...words: unknown[]): unknown => {
      const handler: unknown = Reflect.get(find(), name);
      return typeof handler === 'function' ? Reflect.apply(handler, undefined, words) : handler;
    };
  return new Proxy({} as T, { get });
}
