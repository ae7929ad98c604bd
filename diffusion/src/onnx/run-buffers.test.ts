import path from 'node:path';
import { TorchGenerator } from '@starweave/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Feeds, loadNetwork, type Network } from './network.ts';
import { RunBuffers } from './run-buffers.ts';

const fixtures = path.join(import.meta.dirname, '../../../workbench/reference-numbers/pipelines/fixtures');

function createFeeds(seed: number, size: number): Feeds {
  const generator = new TorchGenerator(seed);
  return {
    sample: { data: generator.randn(2 * 4 * size * size), dims: [2, 4, size, size] },
    timestep: { value: 981 - seed, batchSize: 2 },
    encoder_hidden_states: { data: generator.randn(2 * 77 * 32), dims: [2, 77, 32] },
  };
}

describe.each(['tiny-stable-diffusion', 'tiny-mixed-types'])('RunBuffers with %s', (folder) => {
  let network: Network;
  beforeAll(async () => {
    network = await loadNetwork({
      component: 'unet',
      file: path.join(fixtures, folder, 'unet/model.onnx'),
      executionProvider: 'cpu',
      threads: 1,
      clock: () => 0,
    });
  });
  afterAll(() => network.release());

  it('gives what runs without give', async () => {
    const buffers = new RunBuffers();
    for (const seed of [1, 2, 3]) {
      const alone = await network.run(createFeeds(seed, 8), ['out_sample']);
      const { output } = await network.run(createFeeds(seed, 8), ['out_sample'], buffers);
      expect(output).toEqual(alone.output);
    }
  });

  it('follows a change of size', async () => {
    const buffers = new RunBuffers();
    for (const size of [8, 16, 8]) {
      const alone = await network.run(createFeeds(size, size), ['out_sample']);
      expect((await network.run(createFeeds(size, size), ['out_sample'], buffers)).output).toEqual(alone.output);
    }
  });

  it('casts into the same elements from run to run', () => {
    const buffers = new RunBuffers();
    const castAll = (seed: number) => {
      const feeds = createFeeds(seed, 8);
      return network.inputs.map((input) => buffers.input(input, feeds[input.name]!));
    };
    const first = castAll(1);
    const second = castAll(2);
    for (const [index, { type, data }] of first.entries()) {
      // float32 arrays of the caller are taken as they are.
      if (type !== 'float32' || data.length === 1) expect(second[index]!.data).toBe(data);
    }
  });

  it('leaves what it is given as it is', async () => {
    const buffers = new RunBuffers();
    for (const seed of [1, 2]) {
      const feeds = createFeeds(seed, 8);
      await network.run(feeds, ['out_sample'], buffers);
      expect(feeds).toEqual(createFeeds(seed, 8));
    }
  });
});
