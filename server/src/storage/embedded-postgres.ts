import type { ChildProcess } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PortInUseError } from '../errors.ts';
import type { Logger } from '../logging.ts';
import { loadPostgresCluster, type PostgresCluster, postgresUser } from './postgres-cluster.ts';
import {
  findFreePort,
  PostgresPortTakenError,
  startPostmaster,
  stopLeftPostmaster,
  stopPostmaster,
} from './postmaster.ts';

export interface EmbeddedPostgresOptions {
  /** Folder that is all ours: the cluster, its password, port and log. */
  readonly folder: string;
  /** Given: this port or none. Not given: the one of the last start, else a free one. */
  readonly port?: number | undefined;
  readonly logger: Logger;
  /** Settings of the server besides ours, as in postgresql.conf. */
  readonly serverSettings?: Readonly<Record<string, string>>;
  /** False: a new cluster is not synced to disk, for tests. */
  readonly isSynced?: boolean;
  /** Called whenever the server's process runs; it takes no connections yet. */
  readonly onSpawn?: () => void;
}

/** A PostgreSQL server of our own; when it ends without being asked to, it is started again on the same port. */
export interface EmbeddedPostgres {
  readonly connectionString: string;
  readonly port: number;
  /** Undefined while it is down. */
  processId(): number | undefined;
  /** Stops it; committed data is on disk when this resolves. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded PostgreSQL on `folder`, setting it up on the first call.
 *
 * A server that a killed gateway left behind is stopped first. The caller holds the folder's lock. Throws
 * PortInUseError (a given port only), DiskFullError, FolderNotWritableError, EmbeddedPostgresError.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = path.resolve(options.folder);
  const cluster = await loadPostgresCluster(folder, { isSynced: options.isSynced ?? true });
  if (path.dirname(cluster.clusterFolder) !== folder) {
    options.logger.info({ folder: cluster.clusterFolder }, 'the database is kept where PostgreSQL’s user can reach it');
  }
  const leftProcessId = await stopLeftPostmaster(cluster);
  if (leftProcessId !== undefined) options.logger.info({ processId: leftProcessId }, 'left PostgreSQL stopped');
  const { child, port } = await startOnSomePort(cluster, options, folder);
  const startAgain = () => startPostmaster(cluster, toPostmasterOptions(options, folder, port));
  return new SupervisedPostgres({ cluster, child, port, logger: options.logger, startAgain });
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
}

async function startOnSomePort(
  cluster: PostgresCluster,
  options: EmbeddedPostgresOptions,
  folder: string,
): Promise<Started> {
  const portFile = path.join(folder, 'port');
  const remembered = Number(await readFile(portFile, 'utf8').catch(() => '0'));
  const wanted = options.port ?? (remembered > 0 && remembered < 65536 ? remembered : undefined);
  for (let attempt = 0; ; attempt++) {
    const port = attempt === 0 && wanted !== undefined ? wanted : await findFreePort();
    try {
      const child = await startPostmaster(cluster, toPostmasterOptions(options, folder, port));
      await writeFile(portFile, `${port}\n`);
      return { child, port };
    } catch (error) {
      if (!(error instanceof PostgresPortTakenError) || attempt === 5) throw error;
      if (options.port !== undefined) throw portInUse(options.port, error);
    }
  }
}

function portInUse(port: number, cause: Error): PortInUseError {
  return new PortInUseError(port, { name: 'STARWEAVE_DATABASE_PORT', flag: '--database-port' }, { cause });
}

function toPostmasterOptions({ serverSettings = {}, onSpawn }: EmbeddedPostgresOptions, folder: string, port: number) {
  return { port, serverSettings, logFile: path.join(folder, 'server.log'), onSpawn };
}

const shortestRestartDelayMs = 100;
const longestRestartDelayMs = 10_000;

interface SupervisedPostgresOptions extends Started {
  readonly cluster: PostgresCluster;
  readonly logger: Logger;
  /** Starts the server again on the same port. */
  readonly startAgain: () => Promise<ChildProcess>;
}

class SupervisedPostgres implements EmbeddedPostgres {
  readonly connectionString: string;
  readonly port: number;
  readonly #options: SupervisedPostgresOptions;
  #child: ChildProcess | undefined;
  #isStopping = false;
  #restart: NodeJS.Timeout | undefined;
  #starting: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: SupervisedPostgresOptions) {
    const { cluster, port, child } = options;
    this.#options = options;
    this.port = port;
    this.connectionString = `postgresql://${postgresUser}:${cluster.password}@127.0.0.1:${port}/postgres`;
    this.#watch(child);
    process.once('exit', this.#stopAtExit);
  }

  processId(): number | undefined {
    return this.#child?.pid;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  // A process that exits without closing still asks for a fast shutdown, which ends by itself.
  readonly #stopAtExit = (): void => {
    this.#isStopping = true;
    this.#child?.kill('SIGINT');
  };

  async #stop(): Promise<void> {
    this.#isStopping = true;
    process.off('exit', this.#stopAtExit);
    clearTimeout(this.#restart);
    await this.#starting;
    if (this.#child?.pid !== undefined) await stopPostmaster(this.#child.pid, { cluster: this.#options.cluster });
  }

  #watch(child: ChildProcess): void {
    const { logger } = this.#options;
    this.#child = child;
    // The gateway ends when its work ends; this child is stopped by stop(), not waited for.
    child.unref();
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      if (this.#isStopping) return;
      logger.error({ code, signal }, 'PostgreSQL ended by itself; starting it again');
      this.#scheduleRestart(shortestRestartDelayMs);
    });
  }

  #scheduleRestart(delayMs: number): void {
    this.#restart = setTimeout(() => {
      this.#starting = this.#startAgain(delayMs);
    }, delayMs);
  }

  async #startAgain(delayMs: number): Promise<void> {
    const { logger, startAgain } = this.#options;
    try {
      const child = await startAgain();
      logger.info({ processId: child.pid }, 'PostgreSQL is back');
      this.#watch(child);
    } catch (error) {
      logger.error({ error: (error as Error).message }, 'PostgreSQL could not be started again');
      if (!this.#isStopping) this.#scheduleRestart(Math.min(delayMs * 2, longestRestartDelayMs));
    }
  }
}
