import type { ImageRequest, ImageSettings, Job, ModelResponse_ModelInfo } from '@starweave/contract';
import { JobState, ModelState } from '@starweave/contract';

/** A way out of a failure: what its button says, and what is painted then. */
export interface Alternative {
  readonly label: string;
  readonly request: ImageRequest;
}

/** From this many steps on, fewer are worth offering. */
const MANY_STEPS = 8;

/**
 * What could work where this job did not: another size of the same model, fewer steps, the default model. Only
 * what differs from the request is offered; at most three.
 */
export function suggestAlternatives(job: Job, models: readonly ModelResponse_ModelInfo[]): readonly Alternative[] {
  const { request } = job;
  if (request === undefined || (job.state !== JobState.FAILED && job.state !== JobState.QUARANTINED)) return [];
  const offers = [offerSize(request, job, models), offerFewerSteps(request), offerDefaultModel(request, job, models)];
  return offers.filter((offer) => offer !== undefined);
}

function offerSize(
  request: ImageRequest,
  job: Job,
  models: readonly ModelResponse_ModelInfo[],
): Alternative | undefined {
  const sizes = models.find(({ id }) => id === job.model)?.sizes ?? [];
  const { width, height } = request.settings ?? {};
  const first = sizes[0];
  if (first === undefined || sizes.some((size) => size.width === width && size.height === height)) return undefined;
  const { width: allowedWidth, height: allowedHeight } = first;
  return {
    label: `Paint at ${allowedWidth} × ${allowedHeight}`,
    request: withSettings(request, { width: allowedWidth, height: allowedHeight }),
  };
}

function offerFewerSteps(request: ImageRequest): Alternative | undefined {
  const steps = request.settings?.steps ?? 0;
  if (steps < MANY_STEPS) return undefined;
  const fewer = Math.round(steps / 2);
  return { label: `Try with ${fewer} steps`, request: withSettings(request, { steps: fewer }) };
}

function offerDefaultModel(
  request: ImageRequest,
  job: Job,
  models: readonly ModelResponse_ModelInfo[],
): Alternative | undefined {
  const model = models.find(({ isDefault, state }) => isDefault && state === ModelState.READY);
  if (model === undefined || model.id === job.model) return undefined;
  const { width, height, steps, guidanceScale, scheduler, ...kept } = request.settings ?? {};
  // Another model has its own sizes, steps and guidance; not sent means its defaults.
  const settings: Partial<ImageSettings> = { ...kept };
  return {
    label: `Paint with ${model.name || model.id}`,
    request: { ...request, model: model.id, settings: { $typeName: 'starweave.ImageSettings', ...settings } },
  };
}

function withSettings(request: ImageRequest, change: Partial<ImageSettings>): ImageRequest {
  return { ...request, settings: { $typeName: 'starweave.ImageSettings', ...request.settings, ...change } };
}
