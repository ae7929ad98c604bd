import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';
import { findModelSchedulers } from './model-schedulers.ts';
import { listSchedulers } from './pipeline-scheduler.ts';

const root = path.join(import.meta.dirname, '../../..');
const plain = { correctsScheduler: true };

async function readConfig(model: string): Promise<JsonObject> {
  return JSON.parse(await readFile(path.join(root, model, 'scheduler/scheduler_config.json'), 'utf8')) as JsonObject;
}

describe('the schedulers of a model', () => {
  it('are all of them for a usual noise schedule', async () => {
    const config = await readConfig('workbench/reference-numbers/pipelines/fixtures/tiny-stable-diffusion');
    expect(findModelSchedulers(config, plain, 30)).toEqual({ schedulers: listSchedulers(), unfitSchedulers: [] });
  });

  it('are for Postcard all but the two that paint noise with it, with the reason', async () => {
    const { schedulers, unfitSchedulers } = findModelSchedulers(await readConfig('models/postcard'), plain, 20);
    const noisy = ['HeunDiscreteScheduler', 'KDPM2AncestralDiscreteScheduler'];
    expect(unfitSchedulers.map(({ name }) => name)).toEqual(noisy);
    expect(schedulers).toEqual(listSchedulers().filter((name) => !noisy.includes(name)));
    for (const { reason } of unfitSchedulers)
      expect(reason).toMatch(/^With this model it begins at .* 20291 .*noise\.$/);
  });

  it("leave out what can't follow the model's prediction, and hold the model's own of another kind", () => {
    const velocities = { _class_name: 'EulerDiscreteScheduler', prediction_type: 'sample' };
    const { unfitSchedulers } = findModelSchedulers(velocities, plain, 20);
    const reasons = new Map(unfitSchedulers.map(({ name, reason }) => [name, reason]));
    expect(reasons.get('KDPM2DiscreteScheduler')).toMatch(/"prediction_type" is "sample", but must be/);
    expect(reasons.has('DDIMScheduler')).toBe(false);
    const edm = findModelSchedulers({ _class_name: 'EDMEulerScheduler' }, plain, 20);
    expect(edm.schedulers).toContain('EDMEulerScheduler');
  });
});
