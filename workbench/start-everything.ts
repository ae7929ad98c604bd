import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from './free-port.ts';

const repositoryFolder = path.resolve(import.meta.dirname, '..');
const readyTimeoutMs = 120_000;
const stopTimeoutMs = 20_000;

export interface StartOptions {
  /** Kept by the caller; not given: a temporary one that `stop` removes. */
  readonly dataFolder?: string;
  readonly port?: number;
  readonly grpcPort?: number;
  /** Added to the environment, e.g. `STARWEAVE_MODELS`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Doesn't wait for the server to be ready. */
  readonly skipReady?: boolean;
}

/** The whole product in processes of its own, as a person starts it. */
export interface RunningProduct {
  readonly url: string;
  readonly port: number;
  readonly grpcPort: number;
  readonly dataFolder: string;
  readonly gateway: ChildProcess;
  /** Time from the start of the process to ready. */
  readonly startMs: number;
  /** What it has printed so far. */
  output(): string;
  /** Stops it as Ctrl-C does and resolves to the exit code; removes a temporary data folder. */
  stop(): Promise<number | null>;
  /** Ends the gateway alone as a crash does; what it started is left to the next start. */
  kill(): Promise<void>;
}

/**
 * Starts the product on free ports over its own data folder and waits until it is ready for work.
 *
 * Throws with everything that the server printed when it ends or isn't ready within two minutes.
 */
export async function startEverything(options: StartOptions = {}): Promise<RunningProduct> {
  const port = options.port ?? (await findFreePort());
  const grpcPort = options.grpcPort ?? (await findFreePort());
  const dataFolder = options.dataFolder ?? (await mkdtemp(path.join(tmpdir(), 'starweave-data-')));
  const startedAt = performance.now();
  const gateway = spawn(process.execPath, ['--conditions=source', 'cli/src/main.ts', 'serve'], {
    cwd: repositoryFolder,
    env: {
      ...withoutStarweave(process.env),
      STARWEAVE_PORT: String(port),
      STARWEAVE_GRPC_PORT: String(grpcPort),
      STARWEAVE_DATA: dataFolder,
      // Painting films would take the machine from what is tested; a test of it turns it on.
      STARWEAVE_FILM_ART: 'off',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  gateway.stdout.on('data', (chunk: Buffer) => {
    printed += chunk;
  });
  gateway.stderr.on('data', (chunk: Buffer) => {
    printed += chunk;
  });
  const exited = new Promise<number | null>((resolve) => gateway.once('exit', (code) => resolve(code)));
  const url = `http://127.0.0.1:${port}`;
  if (options.skipReady !== true) await untilReady(gateway, url, () => printed);
  const startMs = performance.now() - startedAt;
  return {
    ...{ url, port, grpcPort, dataFolder, gateway, startMs },
    output: () => printed,
    async stop() {
      gateway.kill('SIGTERM');
      const timer = setTimeout(() => gateway.kill('SIGKILL'), stopTimeoutMs);
      const code = await exited;
      clearTimeout(timer);
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
      return code;
    },
    async kill() {
      gateway.kill('SIGKILL');
      await exited;
    },
  };
}

// The machine's own settings must not reach a test.
function withoutStarweave(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('STARWEAVE_') && name !== 'DATABASE_URL'),
  );
}

async function untilReady(gateway: ChildProcess, url: string, printed: () => string): Promise<void> {
  const deadline = performance.now() + readyTimeoutMs;
  while (performance.now() < deadline) {
    if (gateway.exitCode !== null || gateway.signalCode !== null) {
      throw new Error(`The server ended before it was ready.\n${printed()}`);
    }
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  gateway.kill('SIGKILL');
  throw new Error(`The server was not ready after ${readyTimeoutMs / 1000} s.\n${printed()}`);
}
