import { encodePreview, inspectModelFolder, type RgbImage } from '@starweave/diffusion';
import { createClaimedJobStore } from '../jobs/claimed-job-store.ts';
import { createJobQueue } from '../jobs/queue-store.ts';
import { createLogger, type Logger } from '../logging.ts';
import { createModelRegistry } from '../models/model-registry.ts';
import { createModelStore } from '../models/model-store.ts';
import { exitWithParent } from '../processes/supervisor.ts';
import { createDatabase } from '../storage/database.ts';
import { createFileSystemBlobStore } from '../storage/file-system-blob-store.ts';
import type { WorkerPhase } from './image-job.ts';
import type { FromImageProcess, ImageProcessOptions, ToImageProcess } from './image-process-messages.ts';
import { createImageWorker, type ImageWorker } from './image-worker.ts';
import { createLoadedModelSlot } from './loaded-model-slot.ts';
import { createModelVerifier } from './model-verifier.ts';
import { createOnnxEngine } from './onnx-engine.ts';

// The entry of an image worker process: the only one that loads ONNX Runtime. Its supervisor sends it what it needs
// by IPC, hears how it is doing, and asks it to stop by SIGTERM.

const aliveEveryMs = 1000;
const previewSidePx = 192;
const pollMs = 10_000;
const modelCacheMs = 5000;
/** A running job gets this long to end before it goes back to the queue. */
const drainGraceMs = 3000;

exitWithParent();
const stopRequested = Promise.withResolvers<void>();
process.on('SIGTERM', () => stopRequested.resolve());
process.on('message', (message: ToImageProcess) => {
  if (message.kind === 'drain') stopRequested.resolve();
  else void runProcess(message.options);
});

async function runProcess(options: ImageProcessOptions): Promise<void> {
  const logger = createLogger({ log: options.log }).child({ process: options.name });
  try {
    await runWorker(options, logger);
    process.exit(0);
  } catch (error) {
    logger.error({ reason: String(error) }, 'the image worker could not be started');
    process.exit(1);
  }
}

async function runWorker(options: ImageProcessOptions, logger: Logger): Promise<void> {
  const database = createDatabase({ connectionString: options.connectionString, logger, poolSize: 3 });
  const queue = createJobQueue({ database, logger, maintain: false });
  await queue.start();
  const worker = createWorker(options, { database, queue, logger });
  void stopRequested.promise.then(() => worker.drain(drainGraceMs));
  await worker.run();
  await queue.stop();
  await database.close();
}

interface Connections {
  readonly database: ReturnType<typeof createDatabase>;
  readonly queue: ReturnType<typeof createJobQueue>;
  readonly logger: Logger;
}

function createWorker(options: ImageProcessOptions, { database, queue, logger }: Connections): ImageWorker {
  const { workerId, modelFolders, defaultImageModel, timeoutMs, previewEverySteps, blobFolder, threads } = options;
  const now = () => performance.now();
  const engine = createOnnxEngine({ threads });
  const slot = createLoadedModelSlot(engine, now);
  const modelStore = createModelStore(database);
  const models = createModelRegistry({
    folders: modelFolders,
    store: modelStore,
    inspect: inspectModelFolder,
    logger,
    cacheMs: modelCacheMs,
    now,
  });
  return createImageWorker({
    workerId,
    database,
    claimedJobs: createClaimedJobStore({ database, queue }),
    models,
    modelStore,
    slot,
    verifier: createModelVerifier({ models, modelStore, engine, slot, defaultImageModel, logger }),
    blobStore: createFileSystemBlobStore(blobFolder),
    encodePreview: async (image) => ({ bytes: await encodePreview(image, fitPreview(image)), format: 'jpeg' }),
    previewEverySteps,
    timeoutMs,
    pollMs,
    logger,
    now,
    onPhase: createPhaseReport(),
  });
}

/** The preview's size for people: its longer side enlarged to a few hundred pixels. */
function fitPreview({ width, height }: RgbImage): { width: number; height: number } {
  const scale = previewSidePx / Math.max(width, height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** Tells the supervisor what goes on: at every change and step, and once a second as a sign of life. */
function createPhaseReport(): (phase: WorkerPhase) => void {
  let latest: WorkerPhase = 'idle';
  let changes = 0;
  const tell = () => process.send?.({ kind: 'alive', phase: latest, changes } satisfies FromImageProcess);
  setInterval(tell, aliveEveryMs).unref();
  return (phase) => {
    latest = phase;
    changes += 1;
    tell();
  };
}
