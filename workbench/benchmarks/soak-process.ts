// node --expose-gc soak-process.ts JOB: pictures with two models in turn; one line of JSON after each turn. See soak.ts.
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadTextToImagePipeline } from '@starweave/diffusion';
import { readMemoryInUse } from './memory-in-use.ts';
import type { SoakJob, SoakReport } from './soak.ts';

const models = ['reference-numbers/pipelines/fixtures/tiny-stable-diffusion', '../models/postcard'].map((folder) =>
  path.resolve(import.meta.dirname, '..', folder),
);
const job = JSON.parse(process.argv[2] ?? '') as SoakJob;
/** What is kept on purpose, in pieces as small as those that a model frees. */
const kept: Buffer[] = [];
const pieceBytes = 10_000;

/** Twice, as what native objects held is only free after they were finalized between turns of the event loop. */
async function collectGarbage(): Promise<void> {
  globalThis.gc?.();
  await nextTurn();
  globalThis.gc?.();
  await nextTurn();
}

for (let turn = 0; turn < job.turns; turn += 1) {
  const pipeline = await loadTextToImagePipeline(models[turn % models.length] as string, {
    executionProviders: ['cpu'],
  });
  for (let picture = 0; picture < job.picturesPerTurn; picture += 1) {
    await pipeline.generate({
      prompt: 'a lighthouse under a full moon',
      steps: job.steps,
      seed: turn * job.picturesPerTurn + picture,
    });
  }
  for (let size = 0; size < job.keptBytesPerTurn; size += pieceBytes) {
    kept.push(Buffer.allocUnsafeSlow(pieceBytes).fill(1));
  }
  await pipeline.dispose();
  await collectGarbage();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const report: SoakReport = {
    residentBytes: rss,
    inUseBytes: readMemoryInUse(),
    heapBytes: heapUsed,
    arrayBytes: arrayBuffers,
  };
  console.log(JSON.stringify(report));
}
