// node paint-process.ts FOLDER JOB: this library as a painter of the benchmark `diffusion`; see painter-job.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadTextToImagePipeline } from '@starweave/diffusion';
import type { PainterJob, PainterReport } from './painter-job.ts';

const [folder = '', jobText = ''] = process.argv.slice(2);
const job = JSON.parse(jobText) as PainterJob;
const pipeline = await loadTextToImagePipeline(path.join(folder, 'onnx'), { executionProviders: ['cpu'] });

async function paint(size: number, steps: number): Promise<Uint8Array> {
  const { prompt, guidanceScale, seed } = job;
  const { images } = await pipeline.generate({ prompt, width: size, height: size, steps, guidanceScale, seed });
  const [image] = images;
  if (image === undefined) throw new Error('The pipeline painted no picture.');
  return image.rgb;
}

await paint(job.warmUpSize, 1);
const timesMs: number[] = [];
const processorTimesMs: number[] = [];
for (let picture = 0; picture < job.pictures; picture += 1) {
  const startedAt = performance.now();
  const processorBefore = process.cpuUsage();
  const rgb = await paint(job.size, job.steps);
  timesMs.push(performance.now() - startedAt);
  const { user, system } = process.cpuUsage(processorBefore);
  processorTimesMs.push((user + system) / 1000);
  writeFileSync(job.pictureFile, rgb);
}
const { version } = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../node_modules/onnxruntime-node/package.json'), 'utf8'),
) as { version: string };
const report: PainterReport = {
  timesMs,
  processorTimesMs,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  versions: `onnxruntime-node ${version}, Node ${process.version}`,
};
console.log(JSON.stringify(report));
await pipeline.dispose();
