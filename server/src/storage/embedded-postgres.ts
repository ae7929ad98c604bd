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
  const leftProcessId = await stopLeftPostmaster(cluster.clusterFolder);
  if (leftProcessId !== undefined) options.logger.info({ processId: leftProcessId }, 'left PostgreSQL stopped');
  const { child, port } = await startOnSomePort(cluster, options, folder);
  return supervise({ cluster, child, port, options, folder });
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

function toPostmasterOptions({ serverSettings = {} }: EmbeddedPostgresOptions, folder: string, port: number) {
  return { port, serverSettings, logFile: path.join(folder, 'server.log') };
}

interface Supervision extends Started {
  readonly cluster: PostgresCluster;
  readonly options: EmbeddedPostgresOptions;
  readonly folder: string;
}

const shortestRestartDelayMs = 100;
const longestRestartDelayMs = 10_000;

function supervise(supervision: Supervision): EmbeddedPostgres {
  const { cluster, options, port, folder } = supervision;
  const { logger } = options;
  let child: ChildProcess | undefined;
  let isStopping = false;
  let restart: NodeJS.Timeout | undefined;
  let starting: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;

  const watch = (next: ChildProcess): void => {
    child = next;
    // The gateway ends when its work ends; this child is stopped by stop(), not waited for.
    next.unref();
    next.once('exit', (code, signal) => {
      child = undefined;
      if (isStopping) return;
      logger.error({ code, signal }, 'PostgreSQL ended by itself; starting it again');
      scheduleRestart(shortestRestartDelayMs);
    });
  };
  const scheduleRestart = (delayMs: number): void => {
    restart = setTimeout(() => {
      starting = startAgain(delayMs);
    }, delayMs);
  };
  const startAgain = async (delayMs: number): Promise<void> => {
    try {
      const next = await startPostmaster(cluster, toPostmasterOptions(options, folder, port));
      logger.info({ processId: next.pid }, 'PostgreSQL is back');
      watch(next);
    } catch (error) {
      logger.error({ error: (error as Error).message }, 'PostgreSQL could not be started again');
      if (!isStopping) scheduleRestart(Math.min(delayMs * 2, longestRestartDelayMs));
    }
  };
  // A process that exits without closing still asks for a fast shutdown, which ends by itself.
  const stopAtExit = (): void => {
    isStopping = true;
    if (child?.pid !== undefined) process.kill(child.pid, 'SIGINT');
  };
  const stop = async (): Promise<void> => {
    isStopping = true;
    process.off('exit', stopAtExit);
    clearTimeout(restart);
    await starting;
    if (child?.pid !== undefined) await stopPostmaster(child.pid);
  };
  watch(supervision.child);
  process.once('exit', stopAtExit);
  return {
    connectionString: `postgresql://${postgresUser}:${cluster.password}@127.0.0.1:${port}/postgres`,
    port,
    processId: () => child?.pid,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
