import type { ConnectRouter } from '@connectrpc/connect';
import type { Caller } from './accounts/caller.ts';
import { rememberHouse } from './accounts/house.ts';
import { loadLocalPerson } from './accounts/local-person.ts';
import type { BegunApp } from './begin-app.ts';
import { type Chat, createChat } from './chat/chat.ts';
import type { ChatResponder } from './chat/chat-responder.ts';
import type { Config } from './config.ts';
import { createHealthSource } from './health.ts';
import { createImages, type Images } from './images/images.ts';
import { createLanguageModels } from './language-models/language-models.ts';
import type { Logger } from './logging.ts';
import { createFilmArt, type FilmArt } from './movies/art/film-art.ts';
import { createFilmCommands } from './movies/commands/film-commands.ts';
import { createMovieCardReader } from './movies/commands/movie-card-reader.ts';
import { createMovies, type Movies } from './movies/movies.ts';
import type { EarlyFilms } from './movies/process/early-films.ts';
import { openStorage, type Storage } from './storage/storage.ts';
import { getCaller } from './transport/call-context.ts';
import { createConnectRoutes } from './transport/connect-router.ts';
import type { FilmUploadTarget } from './transport/film-upload-routes.ts';
import { startGrpcServer } from './transport/grpc-server.ts';
import type { HealthSource } from './transport/health-source.ts';
import { type PortSetting, startHttpServer } from './transport/http-server.ts';
import type { PictureSource } from './transport/picture-routes.ts';
import { version } from './version.ts';

/** The whole server without its ports. */
export interface App {
  /** Every service of the contract, for `createConnector({ kind: 'in-process', routes: app.routes })`. */
  readonly routes: (router: ConnectRouter) => void;
  readonly health: HealthSource;
  readonly pictures: PictureSource;
  readonly filmUploads: FilmUploadTarget;
  readonly findCaller: (headers: Headers) => Promise<Caller>;
  readonly logger: Logger;
  /** Starts the films’ process now; else the first question about films does. */
  startFilms(): Promise<void>;
  /** Starts the workers that paint, after whatever is more urgent. */
  startWorkers(): Promise<void>;
  /** Takes no new work and lets what runs come to its end for a moment; the rest goes back to the queue. */
  drain(): Promise<void>;
  /** Stops everything that `openApp` started, children and embedded database included. May be called again. */
  close(): Promise<void>;
}

/** What a test puts in place of a part. */
export interface AppOverrides {
  readonly logger?: Logger;
  /** Who may answer plain messages, instead of the language models of the configuration. */
  readonly responders?: readonly ChatResponder[];
}

/** What an app is opened with. */
export interface AppOpening {
  readonly config: Config;
  readonly overrides: AppOverrides;
  readonly logger: Logger;
  /** Closed with the app. */
  readonly begun: BegunApp;
}

/** Opens everything but the ports, over what was begun; see `openApp` in start-server.ts. */
export async function openBegunApp({ config, overrides, logger, begun }: AppOpening): Promise<App> {
  const { films } = begun;
  const closers = new AsyncDisposableStack();
  closers.defer(() => begun.close());
  try {
    const storage = await openStorage(config, logger, begun.storage);
    closers.defer(() => storage.close());
    const localPerson = await loadLocalPerson(storage.database);
    const parts = createParts({ config, storage, logger, overrides, films });
    closers.defer(() => parts.movies.close());
    await parts.movies.start();
    closers.defer(() => parts.images.close());
    await parts.images.start();
    closers.defer(() => parts.filmArt.close());
    await parts.filmArt.start();
    closers.defer(() => parts.chat.close());
    await parts.chat.start();
    const findCaller = async (): Promise<Caller> => localPerson;
    return {
      ...{ findCaller, logger, health: parts.health, pictures: parts.images.pictureReader },
      filmUploads: parts.movies.uploads,
      routes: createRoutes(parts, { findCaller, logger }),
      startFilms: () => parts.movies.startProcess(),
      startWorkers: () => parts.images.startWorkers(),
      async drain() {
        await parts.images.drain();
        await parts.movies.drain();
        parts.chat.endStreams();
      },
      close: () => closers.disposeAsync(),
    };
  } catch (error) {
    await closers.disposeAsync();
    throw error;
  }
}

interface PartsContext {
  readonly config: Config;
  readonly storage: Storage;
  readonly logger: Logger;
  readonly overrides: AppOverrides;
  readonly films: EarlyFilms;
}

interface Parts {
  readonly images: Images;
  readonly movies: Movies;
  readonly filmArt: FilmArt;
  readonly chat: Chat;
  readonly health: HealthSource;
}

// The slices don't know each other: a job's card is put into its room by chat, chat looks jobs up in images, and images
// paint for films.
function createParts({ config, storage, logger, overrides, films: { createClient } }: PartsContext): Parts {
  const { database, blobStore } = storage;
  const shared = { database, logger, getCaller };
  const images = createImages({
    ...{ ...shared, config, blobStore },
    addJobCard: (card, transaction) => chat.addJobCard(card, transaction),
  });
  const filmArt = createFilmArt({
    ...{ database, logger, painter: images.housePainter, paints: config.filmArt === 'on' },
    loadHouse: rememberHouse(database),
  });
  const movies = createMovies({ ...shared, config, findArtUrl: filmArt.findUrl, createClient });
  const films = { database, engine: movies.engine, findArtUrl: filmArt.findUrl };
  const languageModels = createLanguageModels(config, logger);
  const chat = createChat({
    ...{ ...shared, jobReader: images.jobReader },
    movieReader: createMovieCardReader(films),
    commands: [images.imageCommand, ...createFilmCommands(films)],
    responders: overrides.responders ?? languageModels.responders,
  });
  const health = createHealthSource({ version, database, blobStore, images, movies, text: languageModels });
  return { images, movies, filmArt, chat, health };
}

function createRoutes(parts: Parts, call: Parameters<typeof createConnectRoutes>[1]): App['routes'] {
  const { imageService, jobService, pictureService } = parts.images;
  const { movieService } = parts.movies;
  const { chatService } = parts.chat;
  return createConnectRoutes(
    { imageService, jobService, pictureService, chatService, movieService, health: parts.health },
    call,
  );
}

/** The server with its ports open. */
export interface RunningServer {
  readonly app: App;
  readonly port: number;
  readonly grpcPort: number;
  /** The second port of the page, where one is set. */
  readonly cinematchPort: number | undefined;
  /** Where the page is. */
  readonly url: string;
  readonly grpcUrl: string;
  /** Drains, closes the ports and stops everything. May be called again. */
  close(): Promise<void>;
}

// How long calls and streams may go on while the server closes.
const closeGraceMs = 2000;

/** Opens everything and listens, over what was begun; see `startServer` in start-server.ts. */
export async function startBegunServer(opening: AppOpening): Promise<RunningServer> {
  const { config } = opening;
  const app = await openBegunApp(opening);
  const closers = new AsyncDisposableStack();
  closers.defer(() => app.close());
  try {
    await app.startFilms();
    const { host, publicUrl } = config;
    const openPage = async (port: number, portSetting: PortSetting) => {
      const page = await startHttpServer({ ...app, ...pickPageOptions(config), port, portSetting });
      closers.defer(() => page.close({ graceMs: closeGraceMs }));
      return page;
    };
    const http = await openPage(config.port, { name: 'STARWEAVE_PORT', flag: '--port' });
    const second = { name: 'STARWEAVE_CINEMATCH_PORT', flag: '--cinematch-port' };
    const cinematch = config.cinematchPort === undefined ? undefined : await openPage(config.cinematchPort, second);
    const grpc = await startGrpcServer({ host, port: config.grpcPort, routes: app.routes });
    closers.defer(() => grpc.close({ graceMs: closeGraceMs }));
    await app.startWorkers();
    // Nothing new is taken while what runs comes to its end; ports, parts and storage follow in turn.
    closers.defer(() => app.drain());
    return {
      ...{ app, port: http.port, grpcPort: grpc.port, cinematchPort: cinematch?.port },
      url: publicUrl ?? toUrl(host, http.port),
      grpcUrl: toUrl(host, grpc.port),
      close: () => closers.disposeAsync(),
    };
  } catch (error) {
    await closers.disposeAsync();
    throw error;
  }
}

function pickPageOptions({ host, pageFolder, allowedHosts, publicUrl }: Config) {
  return { host, pageFolder, allowedHosts, publicUrl };
}

// A server that listens everywhere is reached from this machine as localhost.
function toUrl(host: string, port: number): string {
  const isLocal = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(host);
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${isLocal ? 'localhost' : name}:${port}`;
}
