import path from 'node:path';
import { createClient, type Transport } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { ImageGenerationService } from '@starweave/contract';
import { loadTextToImagePipeline } from '@starweave/diffusion';
import { startEverything } from '../start-everything.ts';
import { type Benchmark, computeQuantile, type Figure, formatMegabytes, formatSeconds } from './figures.ts';
import { readProcessMemoryBytes } from './process-memory.ts';

const modelFolder = path.resolve(import.meta.dirname, '../../models/postcard');
const prompts = [
  'a lighthouse under a full moon, watercolor',
  'a red sun over blue mountains',
  'a dog in the snow, pixel art',
  'a yellow boat on the sea at dawn',
];
const warmUps = 3;
const runs = 40;

export const pictureBenchmark: Benchmark = {
  name: 'picture',
  summary: 'Postcard at its default steps: time per picture, memory, our share',
  run: async () => [...(await measureServer()), ...(await measureLibrary())],
};

async function measureServer(): Promise<Figure[]> {
  const product = await startEverything();
  try {
    const transport = createGrpcTransport({ baseUrl: `http://127.0.0.1:${product.grpcPort}` });
    for (let run = 0; run < warmUps; run += 1) await timePicture(transport, run);
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) times.push(await timePicture(transport, run));
    const how = `GenerateImage over gRPC, call to answer, ${runs} pictures one after another after ${warmUps} to warm up`;
    return [
      { name: 'Picture at default steps, median', value: formatSeconds(computeQuantile(times, 0.5)), how },
      { name: 'Picture at default steps, p95', value: formatSeconds(computeQuantile(times, 0.95)), how },
      {
        name: 'Peak memory of the image worker',
        value: formatMegabytes(readProcessMemoryBytes(product.gateway.pid as number, 'image-process', 'VmHWM')),
        bar: '≤ 700 MB',
        how: 'VmHWM of its process after those pictures (Linux)',
      },
      {
        name: 'Peak memory of the gateway',
        value: formatMegabytes(readProcessMemoryBytes(product.gateway.pid as number, 'cli/src/main', 'VmHWM')),
        how: 'the same',
      },
    ];
  } finally {
    await product.stop();
  }
}

async function timePicture(transport: Transport, run: number): Promise<number> {
  const client = createClient(ImageGenerationService, transport);
  const startedAt = performance.now();
  const prompt = prompts[run % prompts.length] as string;
  await client.generateImage({ prompt, settings: { seed: run } });
  return performance.now() - startedAt;
}

async function measureLibrary(): Promise<Figure[]> {
  const pipeline = await loadTextToImagePipeline(modelFolder);
  try {
    const shares: number[] = [];
    for (let run = 0; run < warmUps + 12; run += 1) {
      const { timings } = await pipeline.generate({ prompt: prompts[run % prompts.length] as string, seed: run });
      if (run >= warmUps) shares.push((100 * timings.own) / timings.total);
    }
    return [
      {
        name: 'Our code’s share of a picture',
        value: `${computeQuantile(shares, 0.5).toFixed(1)} %`,
        how: 'time outside ONNX Runtime over the whole time in `generate`, median of 12 pictures',
      },
    ];
  } finally {
    await pipeline.dispose();
  }
}
