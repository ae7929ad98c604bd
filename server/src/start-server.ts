import type { App, AppOpening, AppOverrides, RunningServer } from './app.ts';
import { beginApp } from './begin-app.ts';
import type { Config } from './config.ts';
import { createLogger } from './logging.ts';
import { resolvePackagesFast } from './resolve-in-packages.ts';

type AppModule = typeof import('./app.ts');

/**
 * Opens everything but the ports: data folder, database (migrated), workers, chat.
 *
 * Rejects with the named error of the part that failed, after stopping those before it; see `openStorage`.
 */
export async function openApp(config: Config, overrides: AppOverrides = {}): Promise<App> {
  return open(config, overrides, {
    spawnsFilms: false,
    finish: async ({ openBegunApp }, opening) => {
      const app = await openBegunApp(opening);
      try {
        await app.startWorkers();
        return app;
      } catch (error) {
        await app.close();
        throw error;
      }
    },
  });
}

/**
 * Opens everything and listens: the page, JSON and gRPC-Web on `port` (and `cinematchPort`), gRPC on `grpcPort`.
 *
 * Prints nothing. Besides what `openApp` rejects with: PortInUseError, PortForbiddenError, HostNotHereError. Signals
 * are the caller's.
 */
export async function startServer(config: Config, overrides: AppOverrides = {}): Promise<RunningServer> {
  return open(config, overrides, { spawnsFilms: true, finish: (app, opening) => app.startBegunServer(opening) });
}

interface OpenOptions<Opened> {
  readonly spawnsFilms: boolean;
  readonly finish: (app: AppModule, opening: AppOpening) => Promise<Opened>;
}

/** The rest of the server is loaded while what was begun starts. */
async function open<Opened>(config: Config, overrides: AppOverrides, options: OpenOptions<Opened>): Promise<Opened> {
  const { logger = createLogger(config) } = overrides;
  const begun = await beginApp(config, { logger, spawnsFilms: options.spawnsFilms });
  resolvePackagesFast();
  const app = await import('./app.ts').catch(async (error: unknown) => {
    await begun.close();
    throw error;
  });
  return options.finish(app, { config, overrides, logger, begun });
}
