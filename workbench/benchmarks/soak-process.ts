// node --expose-gc soak-process.ts: pictures with two models in turn; one line of JSON after each turn. See soak.ts.
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadTextToImagePipeline } from '@starweave/diffusion';
import { picturesPerTurn, type SoakReport, turns } from './soak.ts';

const models = ['reference-numbers/pipelines/fixtures/tiny-stable-diffusion', '../models/postcard'].map((folder) =>
  path.resolve(import.meta.dirname, '..', folder),
);

/** Twice, as what native objects held is only free after they were finalized between turns of the event loop. */
async function collectGarbage(): Promise<void> {
  globalThis.gc?.();
  await nextTurn();
  globalThis.gc?.();
  await nextTurn();
}

for (let turn = 0; turn < turns; turn += 1) {
  const pipeline = await loadTextToImagePipeline(models[turn % models.length] as string, {
    executionProviders: ['cpu'],
  });
  for (let picture = 0; picture < picturesPerTurn; picture += 1) {
    await pipeline.generate({
      prompt: 'a lighthouse under a full moon',
      steps: 4,
      seed: turn * picturesPerTurn + picture,
    });
  }
  await pipeline.dispose();
  await collectGarbage();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const report: SoakReport = { residentBytes: rss, heapBytes: heapUsed, arrayBytes: arrayBuffers };
  console.log(JSON.stringify(report));
}
