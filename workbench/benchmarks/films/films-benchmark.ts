import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MovieOrder } from '@starweave/contract';
import { type RunningProduct, startEverything } from '../../start-everything.ts';
import { type Benchmark, type Figure, formatMegabytes, formatSeconds } from '../figures.ts';
import { readProcessMemoryBytes } from '../process-memory.ts';
import { createFilmClients, type FilmClients, forgetCaller, waitUntilAllServe } from './film-product.ts';
import { findImported } from './imported-films.ts';
import { measureCommandsAtRate, measureListsAtRate, measureQuickStart, measureRatingToList } from './measure-lists.ts';
import { measurePage, newcomersPage, picksPage } from './measure-page.ts';
import { measureFirstStart, measureStarts } from './measure-starts.ts';

const builtIn = 'built-in films';
const usualRounds = 7;
const ratingsPerRound = 30;
const secondsPerRound = 3;
const longHistory = 1000;
const longHistoryRatings = 10;

export const filmsBenchmark: Benchmark = {
  name: 'films',
  summary:
    'films: starts, rating to list, lists at a rate, /movies in Chromium, memory; also with --ratings COUNT, or of a data folder alone with --data FOLDER',
  async run(options) {
    const rounds = options.rounds ?? usualRounds;
    await startOnce();
    if (options.data !== undefined) return measureFilms(options.data, await describeInUse(options.data), rounds);
    const dataFolder = await mkdtemp(path.join(tmpdir(), 'starweave-bench-'));
    try {
      const first = await measureFirstStart(dataFolder);
      const figures = [...first, ...(await measureFilms(dataFolder, builtIn, rounds))];
      if (options.ratings === undefined) return figures;
      const ratings = Number(options.ratings);
      if (!Number.isInteger(ratings) || ratings < 10_000) {
        throw new RangeError('--ratings is a number of 10000 or more here.');
      }
      const imported = await findImported(options, ratings);
      const about = `${ratings.toLocaleString('en')} ratings`;
      console.log(`The import of ${about} took ${formatSeconds(imported.importMs)}.`);
      figures.push({
        name: `Import of ${about}`,
        value: formatSeconds(imported.importMs),
        how: '`starweave movies import`, made-up ratings with MovieLens’s skew: sending, reading, training all six',
      });
      return [...figures, ...(await measureFilms(imported.dataFolder, about, rounds))];
    } finally {
      await rm(dataFolder, { recursive: true, force: true });
    }
  },
};

/** A start that doesn’t count compiles the sources. */
async function startOnce(): Promise<void> {
  const product = await startEverything();
  await product.stop();
}

/** The number of ratings of the data set in use in a data folder. */
async function describeInUse(dataFolder: string): Promise<string> {
  if (!existsSync(dataFolder))
    throw new RangeError(`--data names a data folder of a server; ${dataFolder} isn't there.`);
  const product = await startEverything({ dataFolder });
  try {
    await waitUntilAllServe(product, 50);
    const { dataSets } = await createFilmClients(product).movies.listDataSets({});
    const inUse = dataSets.find((dataSet) => dataSet.inUse);
    return `${Number(inUse?.ratingCount ?? 0).toLocaleString('en')} ratings`;
  } finally {
    await product.stop();
  }
}

/** Everything that is measured of one data set, over a data folder whose six algorithms are trained. */
async function measureFilms(dataFolder: string, about: string, rounds: number): Promise<readonly Figure[]> {
  const starts = await measureStarts(dataFolder, about, rounds);
  const product = await startEverything({ dataFolder });
  try {
    await waitUntilAllServe(product, 50);
    const clients = createFilmClients(product);
    await forgetCaller(clients);
    return [
      ...starts,
      readMemory(product, `Memory of the film process, all six loaded, ${about}`, about === builtIn),
      await measurePage(product.url, newcomersPage, { about, runs: rounds }),
      await measureQuickStart(clients, about, rounds * ratingsPerRound),
      await measureRatingToList(clients, { about, count: rounds * ratingsPerRound }),
      await measureListsAtRate(clients, { about, seconds: rounds * secondsPerRound, users: 21 }),
      await measureListsAtRate(clients, { about, seconds: rounds * secondsPerRound }),
      await measureCommandsAtRate(clients, about, rounds * secondsPerRound),
      await measurePage(product.url, picksPage, { about, runs: rounds }),
      ...(await measureLongHistory(clients, about, rounds)),
      readMemory(product, `Memory of the film process after all of this, ${about}`, about === builtIn),
    ];
  } finally {
    await product.stop();
  }
}

/** For who has rated a thousand films, where there are so many. */
async function measureLongHistory(clients: FilmClients, about: string, rounds: number): Promise<readonly Figure[]> {
  const { total } = await clients.movies.searchMovies({ order: MovieOrder.POPULAR, limit: 1 });
  if (total < 2 * longHistory) return [];
  await forgetCaller(clients);
  const person = { about, count: rounds * longHistoryRatings, ratedBefore: longHistory };
  return [await measureRatingToList(clients, person)];
}

function readMemory(product: RunningProduct, name: string, hasNoBar: boolean): Figure {
  const bytes = (field: 'VmRSS' | 'VmHWM') =>
    formatMegabytes(readProcessMemoryBytes(product.gateway.pid as number, 'film-process', field));
  const how = `resident size (Linux); its most so far ${bytes('VmHWM')}`;
  return { name, value: bytes('VmRSS'), ...(hasNoBar ? {} : { bar: '< 1000 MB' }), how };
}
