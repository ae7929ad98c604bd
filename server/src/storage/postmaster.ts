import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findCommandLine, findProcessIdentity } from '../processes/process-identity.ts';
import { stopProcess } from '../processes/stop-process.ts';
import { getSpawnIdentity, type PostgresCluster } from './postgres-cluster.ts';
import { DiskFullError, EmbeddedPostgresError, isDiskFull } from './storage-errors.ts';

export interface PostmasterOptions {
  readonly port: number;
  /** Server settings besides ours, as in postgresql.conf. */
  readonly serverSettings: Readonly<Record<string, string>>;
  /** File that the server writes its log to. */
  readonly logFile: string;
  /** Called once the server's process runs; it takes no connections yet. */
  readonly onSpawn?: (() => void) | undefined;
}

/** Another program holds the port. */
export class PostgresPortTakenError extends Error {
  override readonly name = 'PostgresPortTakenError';
  readonly code = 'postgres-port-taken';
}

const startTimeoutMs = 60_000;
const largestLogBytes = 1_000_000;

/**
 * Starts the server and resolves when it takes connections.
 *
 * It runs in a session of its own: Ctrl-C in the terminal reaches the gateway alone, which stops it last. It logs to
 * a file, so that it never waits for a reader that is gone.
 */
export async function startPostmaster(cluster: PostgresCluster, options: PostmasterOptions): Promise<ChildProcess> {
  const log = await open(options.logFile, 'a', 0o600);
  let child: ChildProcess;
  let logStart = (await log.stat()).size;
  try {
    if (logStart > largestLogBytes) {
      await log.truncate();
      logStart = 0;
    }
    child = spawn(cluster.binaries.postgres, toServerArguments(cluster.clusterFolder, options), {
      cwd: path.dirname(cluster.clusterFolder),
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      ...getSpawnIdentity(cluster.account),
    });
  } finally {
    await log.close();
  }
  options.onSpawn?.();
  const failure = await waitUntilReady(child, cluster.clusterFolder);
  if (failure === undefined) return child;
  child.kill('SIGKILL');
  throw await toStartError(
    failure,
    cluster.clusterFolder,
    (await readFile(options.logFile)).toString('utf8', logStart),
  );
}

function toServerArguments(clusterFolder: string, options: PostmasterOptions): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: `${options.port}`,
    unix_socket_directories: '',
    shared_buffers: '64MB',
    log_checkpoints: 'off',
    // Statements and values are people's words; they stay out of the log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...options.serverSettings,
  };
  return ['-D', clusterFolder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function waitUntilReady(child: ChildProcess, clusterFolder: string): Promise<string | undefined> {
  let failure: string | undefined;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code, signal) => {
    failure ??= `it ended at once (${signal ?? `code ${code}`})`;
  });
  const deadline = performance.now() + startTimeoutMs;
  while (failure === undefined && performance.now() < deadline) {
    const found = await readPidFile(clusterFolder);
    if (found?.processId === child.pid && found?.isReady) return undefined;
    await sleep(10);
  }
  return failure ?? `it was not ready after ${startTimeoutMs / 1000} s`;
}

async function toStartError(failure: string, clusterFolder: string, log: string): Promise<Error> {
  const cause = new Error(failure);
  if (/could not bind|Address already in use/.test(log)) return new PostgresPortTakenError(failure, { cause });
  if (/No space left on device|Disk quota exceeded/.test(log) || (await isDiskFull(clusterFolder))) {
    return new DiskFullError(clusterFolder, { cause });
  }
  const reason = /(?:FATAL|PANIC):\s+(.*)/.exec(log)?.[1] ?? failure;
  return new EmbeddedPostgresError(
    `The embedded PostgreSQL in ${clusterFolder} doesn't start: ${reason}. Its log is server.log beside it; or set DATABASE_URL to a PostgreSQL of yours.`,
    { cause },
  );
}

interface PidFile {
  readonly processId: number;
  readonly clusterFolder: string;
  readonly port: number;
  readonly isReady: boolean;
}

async function readPidFile(clusterFolder: string): Promise<PidFile | undefined> {
  const text = await readFile(path.join(clusterFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  const processId = Number(lines[0]);
  if (!Number.isSafeInteger(processId) || processId <= 0) return undefined;
  return { processId, clusterFolder: lines[1] ?? '', port: Number(lines[3]), isReady: lines[7] === 'ready' };
}

/**
 * Stops the server that an earlier gateway left on this cluster, and removes a pid file that is nobody's.
 *
 * Only a process whose command line is a PostgreSQL on this very cluster is touched. Resolves to the process id that
 * was stopped, or undefined.
 */
export async function stopLeftPostmaster(cluster: PostgresCluster): Promise<number | undefined> {
  const { clusterFolder } = cluster;
  const left = await readPidFile(clusterFolder);
  if (left === undefined) return undefined;
  const identity = await findProcessIdentity(left.processId);
  const commandLine = identity === undefined ? undefined : await findCommandLine(left.processId);
  const isOurs = commandLine?.includes('postgres') === true && commandLine.includes(clusterFolder);
  if (identity === undefined || !isOurs) {
    // PostgreSQL would take any process with that id for a running server and refuse to start.
    await rm(path.join(clusterFolder, 'postmaster.pid'), { force: true });
    return undefined;
  }
  await stopPostmaster(left.processId, { cluster });
  return left.processId;
}

export interface StopOptions {
  /** Needed on Windows, which has no signals: its pg_ctl asks for the fast shutdown. */
  readonly cluster?: PostgresCluster;
  /** SIGQUIT asks for an immediate shutdown, which leaves recovery to the next start. Default SIGINT. */
  readonly first?: 'SIGINT' | 'SIGQUIT';
}

/** Fast shutdown: open transactions are rolled back, everything committed is kept. */
export async function stopPostmaster(processId: number, options: StopOptions = {}): Promise<void> {
  const { cluster, first = 'SIGINT' } = options;
  const identity = await findProcessIdentity(processId);
  if (identity === undefined) return;
  if (process.platform === 'win32' && cluster !== undefined) {
    const words = ['stop', '--pgdata', cluster.clusterFolder, '--mode', 'fast', '--wait'];
    await promisify(execFile)(cluster.binaries.pgControl, words).catch(() => undefined);
  }
  const isGone = await stopProcess(identity, [
    { signal: first, graceMs: 15_000 },
    { signal: 'SIGQUIT', graceMs: 5000 },
    { signal: 'SIGKILL', graceMs: 5000 },
  ]);
  if (!isGone)
    throw new EmbeddedPostgresError(`The embedded PostgreSQL with process id ${processId} can't be stopped.`);
}

/** A port of the loopback that is free right now. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('A listening server has no port.');
  return address.port;
}
