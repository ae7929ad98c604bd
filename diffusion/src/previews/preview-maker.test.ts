import { describe, expect, it } from 'vitest';
import type { Network } from '../onnx/network.ts';
import { PreviewMaker, type PreviewSettings, type PreviewSources, requirePreviewSettings } from './preview-maker.ts';

const table = { factors: [[1, 0, 0]], bias: [0, 0, 0] } as const;
const tinyDecoder = { component: 'taesd_decoder', scalingFactor: 1, shiftFactor: 0 };
const latents = Float32Array.of(0, 1);
/** What the table makes of it: half red, red. */
const byTable = { width: 2, height: 1, rgb: Uint8Array.of(128, 128, 128, 255, 128, 128) };

/** A clock that a test moves on. */
function createClock() {
  const clock = { now: 0, read: () => clock.now };
  return clock;
}

/** A tiny decoder that takes `costMs` and gives one white pixel. */
function createDecoder(clock: { now: number }, costMs: number, fails = false): Network & { runs: number } {
  const network = {
    component: tinyDecoder.component,
    inputs: [{ name: 'latents', type: 'float32', shape: [] }],
    outputNames: ['sample'],
    runs: 0,
    run: async () => {
      network.runs += 1;
      if (fails) throw new Error('no');
      clock.now += costMs;
      const output = { data: Float32Array.of(1, 1, 1), dims: [1, 3, 1, 1] };
      return { output, outputs: { sample: output }, elapsed: costMs };
    },
    release: async () => {},
  };
  return network;
}

/** The widths of the previews of `steps` steps that take `stepMs` each; 0 for none. */
async function listPreviews(settings: PreviewSettings, changes: Partial<PreviewSources> & { costMs?: number } = {}) {
  const clock = createClock();
  const decoder = createDecoder(clock, changes.costMs ?? 10);
  const sources = { table, tinyDecoder: undefined, getNetwork: async () => decoder, clock: clock.read, ...changes };
  const maker = new PreviewMaker(settings, sources);
  const widths: number[] = [];
  for (let step = 1; step <= 10; step += 1) {
    clock.now += 40;
    const preview = await maker.make({ step, steps: 10, latents, latentDims: [1, 1, 2] });
    widths.push(preview?.width ?? 0);
  }
  return { widths, runs: decoder.runs };
}

describe('previews', () => {
  it('come by the table at every step, where nothing else is said', async () => {
    expect((await listPreviews({})).widths).toEqual(new Array(10).fill(2));
    const maker = new PreviewMaker({}, { table, tinyDecoder: undefined, getNetwork: neverAsked, clock: () => 0 });
    expect(await maker.make({ step: 1, steps: 1, latents, latentDims: [1, 1, 2] })).toEqual(byTable);
  });

  it('come every so many steps, and at the last one', async () => {
    expect((await listPreviews({ previewEvery: 4 })).widths).toEqual([0, 0, 0, 2, 0, 0, 0, 2, 0, 2]);
  });

  it('come from the tiny decoder where there is one, for a tenth of the time', async () => {
    // 10 of 100 milliseconds: after a decoding 90 must pass, which is three steps of 40.
    expect((await listPreviews({}, { tinyDecoder })).widths).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
    expect((await listPreviews({}, { tinyDecoder, costMs: 4 })).widths).toEqual(new Array(10).fill(1));
  });

  it('come from the tiny decoder as often as is asked for', async () => {
    const asked = await listPreviews({ preview: 'tiny decoder', previewEvery: 2 }, { tinyDecoder, costMs: 1000 });
    expect(asked).toEqual({ widths: [0, 1, 0, 1, 0, 1, 0, 1, 0, 1], runs: 5 });
  });

  it('come by the table although there is a tiny decoder, or not at all, when asked for', async () => {
    expect(await listPreviews({ preview: 'factors' }, { tinyDecoder })).toEqual({
      widths: new Array(10).fill(2),
      runs: 0,
    });
    expect(await listPreviews({ preview: 'none' }, { tinyDecoder })).toEqual({
      widths: new Array(10).fill(0),
      runs: 0,
    });
  });

  it('are left out where a model has nothing for them', async () => {
    expect((await listPreviews({ preview: 'tiny decoder' }, { table: undefined })).widths).toEqual(
      new Array(10).fill(0),
    );
  });

  it('never fail: the table takes over from a tiny decoder that cannot be loaded or run', async () => {
    const broken = createDecoder(createClock(), 0, true);
    for (const getNetwork of [async () => broken, async () => Promise.reject(new Error('no such file'))]) {
      expect((await listPreviews({}, { tinyDecoder, getNetwork })).widths).toEqual(new Array(10).fill(2));
    }
    expect(broken.runs).toBe(1);
  });

  it.each<[string, PreviewSettings]>([
    ['preview', { preview: 'vae' as 'none' }],
    ['previewEvery', { previewEvery: 0 }],
    ['previewEvery', { previewEvery: 1.5 }],
    ['previewEvery', { previewEvery: 1001 }],
  ])('are refused for a bad %s (%#)', (field, settings) => {
    expect(() => requirePreviewSettings(settings)).toThrow(
      expect.objectContaining({ code: 'settings-invalid', field }),
    );
  });
});

async function neverAsked(): Promise<Network> {
  throw new Error('A network was asked for.');
}
