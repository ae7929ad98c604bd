import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { loadTextToImagePipeline } from '@starweave/diffusion';
import { openJudge } from './judge.ts';
import type { JudgedCaption, PaintingShare } from './paint-captions.ts';
import { readCaptions } from './read-captions.ts';

const { first, workers, captions, steps } = workerData as PaintingShare;
const set = readCaptions();
const judge = await openJudge(set.concepts);
const folder = path.resolve(import.meta.dirname, '../../../models/postcard');
const pipeline = await loadTextToImagePipeline(folder, { executionProviders: ['cpu'], threads: 1 });
for (let number = first; number < captions; number += workers) {
  const { images } = await pipeline.generate({ prompt: set.captions[number]?.text ?? '', seed: number, steps });
  const [judged] = await judge(images);
  parentPort?.postMessage({ number, judged: judged as number[] } satisfies JudgedCaption);
}
await pipeline.dispose();
