import type { Logger } from '../logging.ts';
import type { ImageModel, ModelRegistry } from '../models/model-registry.ts';
import type { ModelStore } from '../models/model-store.ts';
import { type ImageEngine, ModelUnusableError } from './image-engine.ts';
import type { LoadedModelSlot } from './loaded-model-slot.ts';

/** A model that ended the worker this often while it was opened is broken. */
const mostOpenings = 2;

/** Proves in a worker that models can be opened, one at a time; a proof holds until the model's files change. */
export interface ModelVerifier {
  /** Takes one model that isn't proved, the default first, and writes down what it found; false when all are. */
  verifyNext(signal: AbortSignal): Promise<boolean>;
}

export interface ModelVerifierDependencies {
  readonly models: ModelRegistry;
  readonly modelStore: ModelStore;
  readonly engine: ImageEngine;
  readonly slot: LoadedModelSlot;
  readonly defaultImageModel: string;
  readonly logger: Logger;
}

export function createModelVerifier(dependencies: ModelVerifierDependencies): ModelVerifier {
  const { models, modelStore, defaultImageModel } = dependencies;
  let isWarm = false;
  return {
    async verifyNext(signal) {
      const known = await models.list();
      const unproved = known.filter(({ state }) => state === 'checking');
      const model = unproved.find(({ id }) => id === defaultImageModel) ?? unproved[0];
      if (model !== undefined) {
        await verify(dependencies, model, signal);
        models.forget();
        return true;
      }
      const preferred = known.find(({ id, state }) => id === defaultImageModel && state === 'ready');
      if (isWarm || preferred === undefined) return false;
      isWarm = true;
      await dependencies.slot.use(preferred, signal);
      return false;
    },
  };

  async function verify({ engine, slot, logger }: ModelVerifierDependencies, model: ImageModel, signal: AbortSignal) {
    const { id, hash, stamp } = model;
    const record = await modelStore.find(id);
    const openings = record?.hash === hash ? record.facts.openings : 0;
    const save = (state: 'checking' | 'ready' | 'broken', reason: string, opened: number) =>
      modelStore.save({ id, hash, state, reason, facts: { stamp, openings: opened } });
    if (openings >= mostOpenings) {
      const reason = 'Opening it ended the image worker each time it was tried. Get its files again, or remove it.';
      return save('broken', reason, openings);
    }
    // Written before: an opening that ends the process is counted by its absence of an outcome.
    await save('checking', '', openings + 1);
    try {
      if (id === defaultImageModel) await slot.use(model, signal);
      else await engine.verify(model.folder, signal);
    } catch (error) {
      if (!(error instanceof ModelUnusableError)) {
        await save('checking', '', openings);
        throw error;
      }
      logger.warn({ model: id }, 'an image model is broken');
      return save('broken', error.message, 0);
    }
    if (id === defaultImageModel) isWarm = true;
    logger.info({ model: id }, 'an image model is proved to open');
    await save('ready', '', 0);
  }
}
