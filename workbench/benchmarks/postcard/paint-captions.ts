import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CaptionSet } from './read-captions.ts';
import { type ScoredCaption, scoreCaption } from './score-pictures.ts';

/** What one worker is to paint: every `workers`-th caption from number `first` on. */
export interface PaintingShare {
  readonly first: number;
  readonly workers: number;
  readonly captions: number;
  readonly steps: number;
}

/** One picture as the judge saw it. */
export interface JudgedCaption {
  readonly number: number;
  readonly judged: readonly number[];
}

/**
 * Paint the first captions, caption i with seed i at default settings apart from the steps, and hold them against what
 * they ask.
 *
 * Every processor core paints with one thread of its own, so that the pictures don't wait for each other.
 *
 * @throws what a worker failed with
 */
export async function paintCaptions(set: CaptionSet, captions: number, steps: number): Promise<ScoredCaption[]> {
  const concepts = Object.keys(set.concepts);
  const workers = availableParallelism();
  const scored: ScoredCaption[] = [];
  let done = 0;
  const shares = Array.from({ length: workers }, (_, first) =>
    runShare({ first, workers, captions, steps }, ({ number, judged }) => {
      const caption = set.captions[number];
      if (caption !== undefined) scored[number] = scoreCaption(caption, judged, concepts);
      done += 1;
      if (done % 100 === 0) console.log(`${done} of ${captions} captions painted in ${steps} steps`);
    }),
  );
  await Promise.all(shares);
  return scored;
}

async function runShare(share: PaintingShare, onJudged: (judged: JudgedCaption) => void): Promise<void> {
  const worker = new Worker(new URL('./paint-captions-worker.ts', import.meta.url), { workerData: share });
  worker.on('message', onJudged);
  await new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}
