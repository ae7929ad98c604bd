import type { Job, JobProgress, Picture } from '@starweave/contract';
import { JobState } from '@starweave/contract';
import { isFinalJobState } from '../state/room-timeline.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** How a job's pictures, or one of them, were made, for the line below; only what is known. */
export function describeFacts(job: Job, picture?: Picture): readonly Fact[] {
  const { metadata, request } = job;
  const settings = request?.settings;
  const steps = metadata?.steps || settings?.steps;
  const guidance = metadata?.guidanceScale || settings?.guidanceScale;
  const scheduler = metadata?.scheduler || settings?.scheduler;
  const negative = metadata?.negativePrompt || request?.negativePrompt;
  const style = metadata?.style || settings?.style;
  const runMs = Number(metadata?.runMs || metadata?.generationTimeMs || 0);
  const facts: Fact[] = [
    { name: 'Seed', value: picture === undefined ? describeSeeds(job) : String(picture.seed64) },
    { name: 'Steps', value: steps ? String(steps) : '' },
    { name: 'Guidance', value: guidance ? formatNumber(guidance) : '' },
    { name: 'Scheduler', value: scheduler?.replace(/Scheduler$/, '') ?? '' },
    { name: 'Style', value: style ?? '' },
    { name: 'Without', value: negative ?? '' },
    { name: 'Model', value: metadata?.model || job.model },
    { name: 'Device', value: metadata?.device ?? '' },
    { name: 'Time', value: runMs > 0 ? formatDuration(runMs) : '' },
  ];
  return facts.filter(({ value }) => value !== '');
}

/** The seed of the job's first picture; undefined until it is known. */
export function findSeed(job: Job): string | undefined {
  const seed =
    job.pictures[0]?.seed64 ?? job.metadata?.seed64 ?? job.request?.settings?.seed64 ?? job.request?.settings?.seed;
  return seed === undefined ? undefined : String(seed);
}

function describeSeeds(job: Job): string {
  const first = findSeed(job);
  const last = job.pictures.at(-1)?.seed64;
  if (first === undefined) return '';
  return last === undefined || String(last) === first ? first : `${first} to ${last}`;
}

/** The width and height that a job's pictures have or will have. */
export function findSize(job: Job): { readonly width: number; readonly height: number } {
  const made = job.pictures[0];
  const width = made?.width || job.request?.settings?.width || 1;
  const height = made?.height || job.request?.settings?.height || 1;
  return { width, height };
}

function formatNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** Where a job stands right now, out of its last change and its latest progress. */
export interface JobMoment {
  readonly state: JobState;
  readonly step: number;
  readonly steps: number;
  readonly pictureIndex: number;
  readonly pictureCount: number;
}

/** Progress has no place in the order of changes, so the further of both is where the job is. */
export function findMoment(job: Job, progress: JobProgress | undefined): JobMoment {
  const pictureCount = Math.max(1, job.request?.count ?? 1, progress?.pictureCount ?? 1);
  const current = progress ?? job;
  const state = isFinalJobState(job.state) || progress === undefined ? job.state : Math.max(job.state, progress.state);
  const steps = current.steps || job.steps || job.request?.settings?.steps || 0;
  return { state, step: current.step, steps, pictureIndex: current.pictureIndex, pictureCount };
}

/** Where a job stands, in words. */
export function describeMoment(job: Job, { state, step, steps, pictureIndex, pictureCount }: JobMoment): string {
  switch (state) {
    case JobState.QUEUED:
      return job.queuePosition > 0 ? `In the queue, ${job.queuePosition} ahead` : 'Next in line';
    case JobState.LOADING:
      return `Loading ${job.model || 'the model'}`;
    case JobState.RUNNING: {
      const picture = pictureCount > 1 ? `Picture ${pictureIndex + 1} of ${pictureCount}, ` : '';
      const where = step > 0 ? `step ${step} of ${steps}` : 'starting';
      const sentence = `${picture}${where}`;
      return sentence.charAt(0).toUpperCase() + sentence.slice(1);
    }
    default:
      return '';
  }
}

/** A name for the file: the prompt's first words and the seed. */
export function nameFile(prompt: string, seed: string, format: string): string {
  const words = prompt
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${words || 'starweave'}-${seed}.${format || 'png'}`;
}
