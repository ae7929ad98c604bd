import type { AlgorithmStatus, EngineStatus } from './engine/engine-status.ts';
import type { FilmEngineClient } from './process/film-process-client.ts';

/** A part's or a model's state, as `/health` shows it. */
export interface MoviesHealthPart {
  /** "films" or "film-model:<id>" */
  readonly name: string;
  readonly status: 'serving' | 'degraded' | 'not-serving';
  readonly reason: string;
  readonly advice: string;
}

/** What of the films works now: how many of the six algorithms serve, and those that don't by name. */
export async function describeMoviesHealth(
  client: Pick<FilmEngineClient, 'engine' | 'health'>,
): Promise<MoviesHealthPart[]> {
  const { state, reason, summary } = client.health();
  const advice = 'It starts again by itself; see the log.';
  // A question would wait for it.
  if (state !== 'serving') return [{ name: 'films', status: 'not-serving', reason, advice }];
  const status = await client.engine.getStatus();
  const standard = status.algorithms.filter(({ isStandard }) => isStandard);
  const busy = findBusy(standard);
  const films = noteFallback(describeFilms(status, standard, busy), summary?.notice ?? '');
  return [films, ...standard.map((each) => describeModel(each, busy.has(each)))];
}

function describeFilms(
  { servingCount, totalCount }: EngineStatus,
  standard: readonly AlgorithmStatus[],
  busy: ReadonlySet<AlgorithmStatus>,
): MoviesHealthPart {
  const name = 'films';
  if (servingCount === totalCount) return { name, status: 'serving', reason: '', advice: '' };
  const out = standard.filter((algorithm) => !canAnswer(algorithm));
  const waiting = totalCount - servingCount - out.length;
  const more = waiting === 0 ? '' : `, ${waiting} more once they are asked for`;
  if (out.length === 0) {
    return { name, status: 'serving', reason: `${servingCount} of ${totalCount} algorithms serve${more}.`, advice: '' };
  }
  const names = out.map((each) => each.name).join(', ');
  const reason = `${servingCount} of ${totalCount} algorithms serve${more}; not: ${names}.`;
  const advice = out.every((each) => busy.has(each)) ? 'Wait a moment.' : 'Each of them says why and what to do.';
  return { name, status: servingCount === 0 ? 'not-serving' : 'degraded', reason, advice };
}

/** That another data set serves than was chosen comes before everything else. */
function noteFallback(films: MoviesHealthPart, notice: string): MoviesHealthPart {
  if (notice === '') return films;
  const status = films.status === 'not-serving' ? films.status : 'degraded';
  return { ...films, status, reason: notice, advice: 'Import that data set again, or choose another one.' };
}

function canAnswer({ state }: AlgorithmStatus): boolean {
  return state === 'serving' || state === 'not-loaded';
}

/** Those that come by themselves; while one is being trained, those without a model wait for their turn. */
function findBusy(standard: readonly AlgorithmStatus[]): ReadonlySet<AlgorithmStatus> {
  const isTraining = standard.some(({ state }) => state === 'training');
  const states: readonly AlgorithmStatus['state'][] = isTraining
    ? ['loading', 'training', 'not-trained']
    : ['loading', 'training'];
  return new Set(standard.filter(({ state }) => states.includes(state)));
}

function describeModel(algorithm: AlgorithmStatus, isBusy: boolean): MoviesHealthPart {
  const name = `film-model:${algorithm.id}`;
  if (canAnswer(algorithm)) return { name, status: 'serving', reason: '', advice: '' };
  const { reason, advice } = algorithm;
  return { name, status: isBusy ? 'degraded' : 'not-serving', reason, advice };
}
