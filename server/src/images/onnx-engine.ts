import {
  BrokenModelFolderError,
  encodePicture,
  loadTextToImagePipeline,
  type ModelFault,
  type PictureSettings,
  type RgbImage,
  type TextToImagePipeline,
  verifyModelFolder,
} from '@starweave/diffusion';
import type { ResolvedImageRequest } from '../jobs/job-record.ts';
import { type ImageEngine, type LoadedImageModel, ModelUnusableError, type PaintOrder } from './image-engine.ts';

export interface OnnxEngineOptions {
  /** Threads of one network's run; undefined: ONNX Runtime's own choice. */
  readonly threads: number | undefined;
}

/** Paints with models in Hugging Face's folder layout on ONNX Runtime. */
export function createOnnxEngine({ threads }: OnnxEngineOptions): ImageEngine {
  return {
    async load(folder, signal) {
      try {
        const pipeline = await loadTextToImagePipeline(folder, { signal, ...(threads !== undefined && { threads }) });
        return createLoadedModel(pipeline);
      } catch (error) {
        if (error instanceof BrokenModelFolderError) throw new ModelUnusableError(describeFaults(error.faults));
        throw error;
      }
    },
    async verify(folder, signal) {
      const faults = await verifyModelFolder(folder, { signal });
      if (faults.length > 0) throw new ModelUnusableError(describeFaults(faults));
    },
  };
}

function describeFaults(faults: readonly ModelFault[]): string {
  return faults.map(({ component, reason }) => `${component}: ${reason}`).join(' ');
}

function createLoadedModel(pipeline: TextToImagePipeline): LoadedImageModel {
  return {
    device: pipeline.executionProvider,
    findUnknownWords: (prompt) => pipeline.findUnknownWords(prompt),
    async paint(order) {
      const seed = BigInt(order.request.seed) + BigInt(order.index);
      const image = await paintImage(pipeline, order, seed);
      const settings = describeSettings(pipeline, order, seed);
      const bytes = await encodePicture(image, { format: order.request.format, settings });
      return { bytes, width: image.width, height: image.height, seed };
    },
    dispose: () => pipeline.dispose(),
  };
}

async function paintImage(pipeline: TextToImagePipeline, order: PaintOrder, seed: bigint): Promise<RgbImage> {
  const { request, signal, onStep } = order;
  const { width, height, steps, guidanceScale, scheduler } = request;
  const variation = findVariation(request, order.index);
  const result = await pipeline.generate({
    prompt: request.modelPrompt,
    // Stable Diffusion XL tells no negative prompt from an empty one.
    ...(request.modelNegativePrompt !== '' && { negativePrompt: request.modelNegativePrompt }),
    ...{ width, height, steps, guidanceScale, scheduler, seed, signal, onStep },
    ...(variation && { variation }),
  });
  const [image] = result.images;
  if (image === undefined) throw new Error('The pipeline painted no picture.');
  return image;
}

function findVariation({ variation }: ResolvedImageRequest, index: number) {
  return variation && { strength: variation.strength, seed: BigInt(variation.seed) + BigInt(index) };
}

function describeSettings(pipeline: TextToImagePipeline, order: PaintOrder, seed: bigint): PictureSettings {
  const { request, modelHash, index } = order;
  const { width, height, steps, guidanceScale, scheduler } = request;
  const variation = findVariation(request, index);
  return {
    prompt: request.modelPrompt,
    negativePrompt: request.modelNegativePrompt,
    ...{ width, height, steps, guidanceScale, scheduler },
    seed: `${seed}`,
    ...(variation && { variation: { strength: variation.strength, seed: `${variation.seed}` } }),
    model: { id: pipeline.facts.id, name: pipeline.facts.name, hash: modelHash },
    software: 'Starweave',
  };
}
