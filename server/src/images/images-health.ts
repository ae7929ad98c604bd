import type { WorkerStore } from '../jobs/worker-store.ts';
import type { ImageModel, ModelRegistry } from '../models/model-registry.ts';
import type { ImageWorkers } from './image-workers.ts';

/** A part's or a model's state, as `/health` shows it. */
export interface ImagesHealthPart {
  /** "images" or "model:<id>" */
  readonly name: string;
  readonly status: 'serving' | 'degraded' | 'not-serving';
  readonly reason: string;
  readonly advice: string;
}

export interface ImagesHealth {
  readonly parts: readonly ImagesHealthPart[];
  readonly modelsReady: number;
  readonly modelsTotal: number;
}

export interface ImagesHealthDependencies {
  readonly models: ModelRegistry;
  readonly workers: ImageWorkers;
  readonly workerStore: WorkerStore;
  readonly defaultImageModel: string;
}

/** What of the pictures works now: the workers and each model by name. */
export async function describeImagesHealth(dependencies: ImagesHealthDependencies): Promise<ImagesHealth> {
  const models = await dependencies.models.list();
  const ready = models.filter(({ state }) => state === 'ready');
  return {
    parts: [await describeImages(dependencies, models), ...models.map(describeModelPart)],
    modelsReady: ready.length,
    modelsTotal: models.length,
  };
}

async function describeImages(
  { workers, workerStore, defaultImageModel }: ImagesHealthDependencies,
  models: readonly ImageModel[],
): Promise<ImagesHealthPart> {
  const { alive, wanted } = workers.count();
  const usable = models.filter(({ state }) => state === 'ready');
  const isAnyWorker = alive > 0 || (wanted === 0 && (await workerStore.listWorkers()).length > 0);
  if (!isAnyWorker) {
    const reason = wanted === 0 ? 'no image worker runs anywhere' : 'the image worker is down';
    const advice =
      wanted === 0 ? 'Start one on some machine, or set image.workers above 0.' : 'It is started again by itself.';
    return createPart('not-serving', reason, advice);
  }
  if (usable.length === 0) {
    const isChecking = models.some(({ state }) => state === 'checking');
    const reason = isChecking ? 'the image models are being opened for the first time' : 'no image model can be used';
    return createPart('not-serving', reason, isChecking ? 'Wait a moment.' : 'Repair or add a model; see each one.');
  }
  const isDefaultReady = usable.some(({ id }) => id === defaultImageModel);
  if (!isDefaultReady) {
    const reason = `the default model "${defaultImageModel}" can't be used; "${usable[0]?.id}" paints instead`;
    return createPart('degraded', reason, 'Repair it, or set another default image model.');
  }
  if (alive < wanted)
    return createPart('degraded', `${alive} of ${wanted} image workers run`, 'They are started again.');
  return createPart('serving', '', '');
}

function createPart(status: ImagesHealthPart['status'], reason: string, advice: string): ImagesHealthPart {
  return { name: 'images', status, reason, advice };
}

function describeModelPart({ id, state, reason }: ImageModel): ImagesHealthPart {
  const name = `model:${id}`;
  if (state === 'ready') return { name, status: 'serving', reason: '', advice: '' };
  if (state === 'checking') return { name, status: 'degraded', reason: 'it is being opened', advice: 'Wait a moment.' };
  const advice = 'Repair its files or remove its folder; what changes is seen without a restart.';
  return { name, status: 'not-serving', reason, advice };
}
