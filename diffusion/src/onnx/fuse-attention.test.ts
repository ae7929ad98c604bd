import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { TorchGenerator } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { fuseAttention } from './fuse-attention.ts';
import { parseOnnxGraph } from './onnx-graph.ts';
import { loadOnnxRuntime } from './onnx-runtime.ts';

const fixtures = path.join(import.meta.dirname, '../../../workbench/reference-numbers/pipelines/fixtures');
const unet = path.join(fixtures, 'tiny-stable-diffusion/unet/model.onnx');

function countOperators(model: Uint8Array, operator: string): number {
  return parseOnnxGraph(model).nodes.filter((node) => node.operator === operator).length;
}

/** The network's answer as ONNX Runtime gives it, without this library around it. */
async function run(model: Uint8Array, size: number): Promise<Float32Array> {
  const { InferenceSession, Tensor } = loadOnnxRuntime();
  const session = await InferenceSession.create(model, { logSeverityLevel: 4, intraOpNumThreads: 1 });
  const generator = new TorchGenerator(size);
  const { out_sample: output } = await session.run({
    sample: new Tensor('float32', generator.randn(2 * 4 * size * size), [2, 4, size, size]),
    timestep: new Tensor('float32', [981], []),
    encoder_hidden_states: new Tensor('float32', generator.randn(2 * 77 * 32), [2, 77, 32]),
  });
  await session.release();
  return output!.data as Float32Array;
}

describe('fuseAttention', () => {
  it('makes one operator of every attention of a U-Net', async () => {
    const model = await readFile(unet);
    const fused = fuseAttention(model)!;
    expect(countOperators(fused, 'MultiHeadAttention')).toBe(countOperators(model, 'Softmax'));
    expect(countOperators(fused, 'Softmax')).toBe(0);
    expect(fuseAttention(fused)).toBeUndefined();
  });

  it.each([8, 24])('computes what the network did, up to rounding, on latents of %i', async (size) => {
    const model = await readFile(unet);
    const before = await run(model, size);
    const after = await run(fuseAttention(model)!, size);
    const distance = Math.hypot(...before.map((value, index) => value - after[index]!)) / Math.hypot(...before);
    // float32 has 24 bits, and rounding errors of sums of a few hundred terms take some of them.
    expect(distance).toBeGreaterThan(0);
    expect(distance).toBeLessThan(1e-5);
  });

  it('leaves attention with a mask as it is', async () => {
    const model = await readFile(path.join(fixtures, 'tiny-stable-diffusion/text_encoder/model.onnx'));
    expect(countOperators(model, 'Softmax')).toBeGreaterThan(0);
    expect(fuseAttention(model)).toBeUndefined();
  });

  it('leaves attention with a scale of its own as it is', async () => {
    const model = await readFile(unet);
    const graph = parseOnnxGraph(model);
    // The scale's root becomes another function; nothing else changes.
    for (const node of graph.nodes.filter(({ operator }) => operator === 'Sqrt')) {
      const at = model.indexOf('Sqrt', node.field.end - 'Sqrt'.length - 2);
      if (at >= 0 && at < node.field.end) model.write('Ceil', at);
    }
    expect(countOperators(model, 'Ceil')).toBeGreaterThan(0);
    expect(fuseAttention(model)).toBeUndefined();
  });
});
