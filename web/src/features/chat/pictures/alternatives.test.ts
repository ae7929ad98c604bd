import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { JobSchema, JobState, ModelResponse_ModelInfoSchema, ModelState } from '@starweave/contract';
import { expect, test } from 'vitest';
import { suggestAlternatives } from './alternatives.ts';

const postcard = create(ModelResponse_ModelInfoSchema, {
  id: 'postcard',
  name: 'Postcard',
  isDefault: true,
  state: ModelState.READY,
  sizes: [{ width: 256, height: 256 }],
});
const large = create(ModelResponse_ModelInfoSchema, { id: 'large', name: 'Large', state: ModelState.READY });

function failedJob(model: string, settings: NonNullable<MessageInitShape<typeof JobSchema>['request']>['settings']) {
  return create(JobSchema, {
    state: JobState.FAILED,
    model,
    request: { prompt: 'a boat', model, ...(settings && { settings }) },
  });
}

const labels = (job: ReturnType<typeof failedJob>, models = [postcard, large]) =>
  suggestAlternatives(job, models).map(({ label }) => label);

test('many steps: half as many, everything else as it was', () => {
  const job = failedJob('postcard', { width: 256, height: 256, steps: 20, guidanceScale: 3, seed64: 7n });
  const [alternative] = suggestAlternatives(job, [postcard]);
  expect(alternative?.label).toBe('Try with 10 steps');
  expect(alternative?.request).toMatchObject({
    prompt: 'a boat',
    model: 'postcard',
    settings: { width: 256, height: 256, steps: 10, guidanceScale: 3, seed64: 7n },
  });
});

test('a size that the model does not paint: the first that it does', () => {
  expect(labels(failedJob('postcard', { width: 512, height: 320, steps: 4 }))).toEqual(['Paint at 256 × 256']);
});

test('another model than the default: the default with its own settings, same seed', () => {
  const job = failedJob('large', { width: 1024, height: 1024, steps: 4, guidanceScale: 9, seed64: 7n });
  const [alternative] = suggestAlternatives(job, [postcard, large]);
  expect(alternative?.label).toBe('Paint with Postcard');
  expect(alternative?.request.settings).toEqual({ $typeName: 'starweave.ImageSettings', seed64: 7n });
});

test('a default model that is broken is not offered', () => {
  const broken = create(ModelResponse_ModelInfoSchema, { ...postcard, state: ModelState.BROKEN });
  expect(labels(failedJob('large', { steps: 4 }), [broken, large])).toEqual([]);
});

test('a job that did not fail needs no way out', () => {
  const job = { ...failedJob('large', { steps: 50 }), state: JobState.DONE };
  expect(labels(job)).toEqual([]);
});
