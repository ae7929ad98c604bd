import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../accounts/caller.ts';
import { createWakeSignal } from '../../jobs/wake-signal.ts';
import type { Logger } from '../../logging.ts';
import type { Database } from '../../storage/database.ts';
import type { ArtFilm } from './describe-film-art.ts';
import {
  findOpenArt,
  findPaintedFilm,
  loadPaintedFilms,
  type OpenArt,
  rememberShownFilms,
  settleArt,
  submitNextArt,
} from './film-art-store.ts';
import type { FilmPainter } from './film-painter.ts';

/** Films' pictures: painted one at a time in the background, for films that were shown. */
export interface FilmArt {
  /**
   * Path of the film's picture, or '' while there is none; then it is painted when there is time. Answers from memory, so
   * that no page waits for it.
   */
  readonly findUrl: (film: ArtFilm) => string;
  /** Learns which films have pictures, and goes on where an earlier process stopped. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface FilmArtOptions {
  readonly database: Database;
  readonly painter: FilmPainter;
  readonly loadHouse: () => Promise<Caller>;
  readonly logger: Logger;
  /** False: pictures that are there are shown, and no more are painted. */
  readonly paints: boolean;
  /** How long nobody must have looked at films before one is painted, so that painting slows no page down. */
  readonly quietMs?: number;
  /** The least time between two pictures, so that the machine has air for people; also never less than painting one took. */
  readonly restMs?: number;
  /** After how long to look again when no notification came, and to try again what failed. */
  readonly retryMs?: number;
}

/** Films that were shown and whose rows aren't written yet; more than that at once are not worth remembering. */
const mostShown = 1000;

export function createFilmArt(options: FilmArtOptions): FilmArt {
  return new BackgroundFilmArt(options);
}

class BackgroundFilmArt implements FilmArt {
  readonly #options: FilmArtOptions;
  readonly #pictureIds = new Map<string, string>();
  readonly #shown = new Map<string, ArtFilm>();
  readonly #filmShown = createWakeSignal();
  readonly #jobChanged = createWakeSignal();
  readonly #closing = new AbortController();
  #stops: (() => Promise<void>)[] = [];
  #loop: Promise<void> | undefined;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  /** The job that is waited for. */
  #openJobId = '';

  constructor(options: FilmArtOptions) {
    this.#options = options;
  }

  readonly findUrl = (film: ArtFilm): string => {
    this.#lookedAtMs = performance.now();
    const pictureId = this.#pictureIds.get(film.key);
    if (pictureId !== undefined) return `/pictures/${pictureId}`;
    if (this.#options.paints && this.#shown.size < mostShown && !this.#shown.has(film.key)) {
      const { key, year, genres, keywords } = film;
      this.#shown.set(key, { key, year, genres, keywords });
      this.#filmShown.set();
    }
    return '';
  };

  async start(): Promise<void> {
    const { database, paints } = this.#options;
    this.#stops = [
      await database.listen('film_painted', (filmHash) => void this.#learn(filmHash)),
      await database.listen('job_changed', (jobId) => {
        if (jobId === '' || jobId === this.#openJobId) this.#jobChanged.set();
      }),
    ];
    await this.#learn('');
    if (paints) this.#loop = this.#paintAll();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#filmShown.set();
    this.#jobChanged.set();
    await Promise.all(this.#stops.splice(0).map((stop) => stop()));
    await this.#loop;
  }

  /** '' means everything. */
  async #learn(filmHash: string): Promise<void> {
    const { database, logger } = this.#options;
    try {
      const painted = filmHash === '' ? await loadPaintedFilms(database) : [await findPaintedFilm(database, filmHash)];
      for (const film of painted) if (film !== undefined) this.#pictureIds.set(film.filmKey, film.pictureId);
    } catch (error) {
      logger.debug({ reason: String(error) }, 'films’ pictures could not be looked up');
    }
  }

  async #paintAll(): Promise<void> {
    const { logger, restMs = 1000, retryMs = 30_000 } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const outcome = await this.#paintOne().catch((error: unknown) => {
        if (!signal.aborted) logger.debug({ reason: String(error) }, 'a film could not be painted');
        return 'failed' as const;
      });
      if (signal.aborted) return;
      if (outcome === 'idle') await this.#filmShown.wait(retryMs);
      const paintedMs = typeof outcome === 'object' ? outcome.runMs : 0;
      const pauseMs = outcome === 'failed' ? retryMs : Math.max(restMs, paintedMs);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Takes one film from waiting to painted. */
  async #paintOne(): Promise<'idle' | { readonly runMs: number }> {
    const { database, painter } = this.#options;
    const [earlier] = await findOpenArt(database);
    if (earlier === undefined) {
      await this.#waitForQuiet();
      await this.#rememberShown();
    }
    const art = earlier ?? (await submitNextArt(database, painter));
    return art === undefined ? 'idle' : { runMs: await this.#finish(art) };
  }

  async #waitForQuiet(): Promise<void> {
    const { quietMs = 2000 } = this.#options;
    const { signal } = this.#closing;
    for (;;) {
      const leftMs = this.#lookedAtMs + quietMs - performance.now();
      if (leftMs <= 0) return;
      await sleep(leftMs, undefined, { signal });
    }
  }

  async #finish(art: OpenArt): Promise<number> {
    const { database, painter, retryMs = 30_000 } = this.#options;
    this.#openJobId = art.jobId;
    while (!this.#closing.signal.aborted) {
      const picture = await painter.findPicture(art.jobId);
      if (picture.state !== 'open') {
        await settleArt(database, art, picture.state === 'painted' ? picture.pictureId : undefined);
        return picture.state === 'painted' ? picture.runMs : 0;
      }
      await this.#jobChanged.wait(retryMs);
    }
    return 0;
  }

  async #rememberShown(): Promise<void> {
    const films = [...this.#shown.values()];
    if (films.length === 0) return;
    const { database, loadHouse } = this.#options;
    await rememberShownFilms(database, films, await loadHouse());
    for (const { key } of films) this.#shown.delete(key);
  }
}
