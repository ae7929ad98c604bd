import type { ModelFacts } from '@starweave/diffusion';
import type { ImageModel } from '../models/model-registry.ts';

/** A model as the registry would give it, without files. */
export function createTestModel(
  facts: Partial<ModelFacts> & { readonly id: string },
  state: ImageModel['state'] = 'ready',
): ImageModel {
  return {
    id: facts.id,
    folder: `/models/${facts.id}`,
    hash: 'f'.repeat(64),
    stamp: 's',
    state,
    reason: state === 'broken' ? 'unet: The file is cut off.' : '',
    facts: {
      folder: `/models/${facts.id}`,
      name: facts.id,
      description: undefined,
      license: undefined,
      pipeline: 'StableDiffusionPipeline',
      family: 'stable-diffusion',
      tasks: ['text-to-image'],
      sizes: undefined,
      sizeMultiple: 8,
      defaults: {
        width: 512,
        height: 512,
        steps: 20,
        guidanceScale: 7.5,
        strength: 0.8,
        scheduler: 'DDIMScheduler',
      },
      schedulers: ['DDIMScheduler', 'EulerDiscreteScheduler'],
      unfitSchedulers: [],
      styles: [],
      vocabulary: undefined,
      hasPreview: false,
      latentSpace: undefined,
      hasEncoder: false,
      sizeBytes: 1,
      faults: [],
      ...facts,
    },
  };
}
