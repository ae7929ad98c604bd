import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const readyTimeoutMs = 30_000;
const stopTimeoutMs = 5_000;

/** A server that drives a browser, in a process of its own. */
export interface DriverProcess {
  readonly url: string;
  /** What it and the browsers that it started have printed, line by line. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

export interface DriverCommand {
  readonly command: string;
  readonly words: readonly string[];
  readonly port: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Where a command lies on this machine; `undefined`: nowhere on the path. */
export function findCommand(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a WebDriver server and waits until it takes sessions. Throws with what it printed when it doesn't. */
export async function startDriver({ command, words, port, environment }: DriverCommand): Promise<DriverProcess> {
  const child = spawn(command, words, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: a browser that outlives its driver is stopped with it.
    detached: true,
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) collectLines(stream, lines);
  const url = `http://127.0.0.1:${port}`;
  const stop = () => stopGroup(child);
  try {
    await untilReady(child, url);
  } catch (reason) {
    await stop();
    throw new Error(`${command} did not start: ${String(reason)}\n${lines.join('\n')}`, { cause: reason });
  }
  return { url, lines, stop };
}

function collectLines(stream: NodeJS.ReadableStream, lines: string[]): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const [last = '', ...whole] = (rest + text).split('\n').reverse();
    rest = last;
    lines.push(...whole.reverse());
  });
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const failure = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`It ended with ${code}.`)));
  });
  const deadline = performance.now() + readyTimeoutMs;
  while (performance.now() < deadline) {
    const asked = fetch(`${url}/status`, { signal: AbortSignal.timeout(5000) }).then(
      async (response) => response.ok && isReady(await response.json()),
      () => false,
    );
    if (await Promise.race([asked, failure])) return;
    await Promise.race([new Promise((resolve) => setTimeout(resolve, 50)), failure]);
  }
  throw new Error(`It took no session within ${readyTimeoutMs / 1000} s.`);
}

function isReady(status: unknown): boolean {
  return (status as { value?: { ready?: boolean } }).value?.ready === true;
}

async function stopGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const exited = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(timer);
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(processId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-processId, signal);
  } catch {
    // Nobody of the group is left.
  }
}
