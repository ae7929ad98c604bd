import type { MessageInitShape } from '@bufbuild/protobuf';
import { type ModelResponse_ModelInfoSchema, ModelState } from '@starweave/contract';
import type { ImageModel } from './model-registry.ts';

const contractStates = {
  checking: ModelState.CHECKING,
  ready: ModelState.READY,
  broken: ModelState.BROKEN,
} as const;

/** A model as the contract shows it; `styles` are those that a request for it may name. */
export function describeModel(
  model: ImageModel,
  { isDefault, styles }: { isDefault: boolean; styles: readonly string[] },
): MessageInitShape<typeof ModelResponse_ModelInfoSchema> {
  const { facts } = model;
  const { defaults } = facts;
  return {
    id: model.id,
    name: facts.name,
    description: facts.description ?? '',
    capabilities: listCapabilities(model),
    parameters: {
      width: `${defaults.width}`,
      height: `${defaults.height}`,
      steps: `${defaults.steps}`,
      guidance_scale: `${defaults.guidanceScale}`,
      scheduler: defaults.scheduler,
      schedulers: facts.schedulers.join(', '),
      size_multiple: `${facts.sizeMultiple}`,
      pipeline: facts.pipeline,
    },
    state: contractStates[model.state],
    reason: model.reason,
    hash: model.hash,
    isDefault,
    sizes: (facts.sizes ?? []).map(({ width, height }) => ({ width, height })),
    styles: [...styles],
    defaultSteps: defaults.steps,
    defaultGuidanceScale: defaults.guidanceScale,
    defaultScheduler: defaults.scheduler,
    license: facts.license ?? '',
    sizeBytes: BigInt(facts.sizeBytes),
  };
}

function listCapabilities({ facts }: ImageModel): string[] {
  const capabilities = ['text-to-image', 'variations', 'negative-prompt'];
  if (facts.hasPreview) capabilities.push('preview');
  return capabilities;
}
