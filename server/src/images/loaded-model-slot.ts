import type { ImageModel } from '../models/model-registry.ts';
import type { ImageEngine, LoadedImageModel } from './image-engine.ts';

/** The one model that a worker keeps in memory: the last that it painted with. */
export interface LoadedModelSlot {
  /** Gives the model, opening it in the place of another where it isn't the one at hand. */
  use(model: ImageModel, signal: AbortSignal): Promise<{ loaded: LoadedImageModel; loadMs: number }>;
  dispose(): Promise<void>;
}

export function createLoadedModelSlot(engine: ImageEngine, now: () => number): LoadedModelSlot {
  let held: { readonly key: string; readonly loaded: LoadedImageModel } | undefined;

  const dispose = async () => {
    const last = held;
    held = undefined;
    await last?.loaded.dispose();
  };

  return {
    async use(model, signal) {
      const key = `${model.folder}\0${model.stamp}`;
      if (held?.key === key) return { loaded: held.loaded, loadMs: 0 };
      await dispose();
      const startedAt = now();
      const loaded = await engine.load(model.folder, signal);
      held = { key, loaded };
      return { loaded, loadMs: Math.round(now() - startedAt) };
    },
    dispose,
  };
}
