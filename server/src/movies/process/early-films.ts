import { rememberSuccess } from '../remember-success.ts';
import { createFilmEngineClient, type FilmEngineClient, type FilmEngineClientOptions } from './film-process-client.ts';

type FilmListeners = Pick<FilmEngineClientOptions, 'onTask' | 'onReady'>;

/** The film process before there is a database: it opens its files while everything else starts. */
export interface EarlyFilms {
  /** Starts the process; resolves when it is spawned. Where that fails, the next call or the client's `start` tries again. */
  spawn(): Promise<void>;
  /** The client for `createMovies`; what the process told before the client's `start` is told then, in order. */
  readonly createClient: (listeners: FilmListeners) => FilmEngineClient;
  /** Ends the process; closing the client does so too. May be called again. */
  close(): Promise<void>;
}

/** Prepares the film process; nothing runs before `spawn` or the client's `start`. */
export function createEarlyFilms(
  options: Omit<FilmEngineClientOptions, keyof FilmListeners>,
  createClient: (options: FilmEngineClientOptions) => FilmEngineClient = createFilmEngineClient,
): EarlyFilms {
  const news: ((listeners: FilmListeners) => void)[] = [];
  let listening: FilmListeners | undefined;
  const tell = (piece: (listeners: FilmListeners) => void) => {
    if (listening === undefined) news.push(piece);
    else piece(listening);
  };
  const client = createClient({
    ...options,
    onTask: (...change) => tell(({ onTask }) => onTask(...change)),
    onReady: () => tell(({ onReady }) => onReady?.()),
  });
  const spawn = rememberSuccess(() => client.start());
  return {
    spawn,
    createClient: (listeners) => ({
      engine: client.engine,
      async start() {
        await spawn();
        listening = listeners;
        for (const piece of news.splice(0)) piece(listeners);
      },
      health: () => client.health(),
      close: () => client.close(),
    }),
    close: () => client.close(),
  };
}
