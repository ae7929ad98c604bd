// One step of the benchmark at scale in a process of its own, so that its peak memory is its own: node scale-process.ts JOB,
// where JOB is a ScaleJob as JSON. Prints a ScaleReport as its last line.
import { statSync } from 'node:fs';
import path from 'node:path';
import {
  alignSideInformation,
  buildInteractions,
  findScorer,
  getUserHistory,
  loadScorer,
  openRatings,
  readRatings,
  readSideInformation,
  recommend,
  type Scorer,
  type ScorerId,
  saveModel,
  saveRatings,
  type TrainingData,
} from '@starweave/recommender';
import type { FitReport, ImportReport, ScaleJob, ServeReport } from './scale-job.ts';

const WARM_UP_USERS = 5;
const job = JSON.parse(process.argv[2]!) as ScaleJob;
const report =
  job.step === 'import' ? await importRatings(job) : job.step === 'fit' ? await fit(job) : await serve(job);
console.log(JSON.stringify(report));

async function importRatings({ folder, ratingsFile }: ScaleJob & { step: 'import' }): Promise<ImportReport> {
  const started = performance.now();
  const { table, rejected } = await readRatings(path.join(folder, 'ratings.csv'));
  const interactions = buildInteractions(table);
  await saveRatings(interactions, ratingsFile);
  const seconds = secondsSince(started);
  const { userCount, itemCount, ratingCount } = interactions;
  const sizeBytes = statSync(ratingsFile).size;
  return { seconds, userCount, itemCount, ratingCount, rejected: rejected.count, sizeBytes, peakBytes: readPeak() };
}

async function fit(given: ScaleJob & { step: 'fit' }): Promise<FitReport> {
  const definition = findScorer(given.id);
  if (definition === undefined) throw new Error(`There is no scorer ${given.id}.`);
  const data = await openData(
    given.ratingsFile,
    given.id === 'content' || given.id === 'hybrid' ? given.folder : undefined,
  );
  const parts = new Map<ScorerId, Scorer>();
  for (const [id, file] of given.parts ?? []) parts.set(id, await loadScorer(file, data));
  const started = performance.now();
  const scorer = await definition.fit({ ...data, parts }, given.parameters, { seed: 1 });
  const seconds = secondsSince(started);
  await saveModel(scorer, given.modelFile);
  return { seconds, sizeBytes: statSync(given.modelFile).size, peakBytes: readPeak() };
}

async function serve({ ratingsFile, models, users }: ScaleJob & { step: 'serve' }): Promise<ServeReport> {
  const started = performance.now();
  const data = await openData(ratingsFile, undefined);
  const ratingsSeconds = secondsSince(started);
  const scorers = new Map<ScorerId, Scorer>();
  for (const [id, file] of models) scorers.set(id, await loadScorer(file, { ...data, parts: scorers }));
  const seconds = secondsSince(started);
  const residentBytes = process.memoryUsage().rss;
  const listTimesMs: Record<string, number[]> = {};
  for (const [id, scorer] of scorers) listTimesMs[id] = timeLists(scorer, data, users);
  return { seconds, ratingsSeconds, residentBytes, residentAfterBytes: process.memoryUsage().rss, listTimesMs };
}

/** The time of a list of ten for people spread over the data, each seen for the first time. */
function timeLists(scorer: Scorer, data: TrainingData, users: number): number[] {
  const { interactions } = data;
  const stride = Math.max(1, Math.floor(interactions.userCount / users));
  const times: number[] = [];
  for (let user = 0; user < interactions.userCount; user += stride) {
    const started = performance.now();
    const list = recommend(scorer.viewAs(user), data, getUserHistory(interactions, user), { count: 10 });
    times.push(performance.now() - started);
    if (list.length !== 10) throw new Error(`${scorer.id} gave ${list.length} films to user ${user}.`);
  }
  return times.slice(WARM_UP_USERS);
}

async function openData(ratingsFile: string, folder: string | undefined): Promise<TrainingData> {
  const interactions = await openRatings(ratingsFile);
  if (folder === undefined) return { interactions };
  const files = { items: path.join(folder, 'movies.csv'), tags: path.join(folder, 'tags.csv') };
  const { sideInformation } = await readSideInformation(files);
  return { interactions, sideInformation: alignSideInformation(sideInformation, interactions) };
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

function readPeak(): number {
  return process.resourceUsage().maxRSS * 1024;
}
