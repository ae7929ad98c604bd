/** Decodes zeros with the tiny model in a process of its own, and prints how far its memory peaked above what it had. */
import path from 'node:path';
import { loadNetwork } from '../onnx/network.ts';
import { decodeLatents } from './decode-latents.ts';

const [edge, tile] = process.argv.slice(2).map(Number) as [number, number];
const fixture = '../../../workbench/reference-numbers/pipelines/fixtures/tiny-stable-diffusion/vae_decoder/model.onnx';
const file = path.join(import.meta.dirname, fixture);
const component = 'vae_decoder';
const vaeDecoder = await loadNetwork({ component, file, executionProvider: 'cpu', threads: 1, clock: () => 0 });
const decode = (latentEdge: number) =>
  decodeLatents({
    vaeDecoder,
    latents: new Float32Array(4 * latentEdge * latentEdge),
    latentDims: [4, latentEdge, latentEdge],
    latentSpace: { channels: 4, scaleFactor: 8, scalingFactor: 1, shiftFactor: 0 },
    tiles: tile > 0 && latentEdge * 8 > tile ? { inputEdge: tile / 8, outputEdge: tile } : undefined,
    signal: undefined,
  });
// The first run loads what is loaded late, which isn't the picture's.
await decode(4);
const before = process.memoryUsage.rss();
await decode(edge / 8);
const peakBytes = process.resourceUsage().maxRSS * 1024 - before;
await vaeDecoder.release();
process.stdout.write(`${peakBytes}\n`);
