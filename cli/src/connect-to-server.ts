import type { Transport } from '@connectrpc/connect';
import { type Config, createConnector, openApp } from '@starweave/server';
import { type CommandContext, UsageError } from './command.ts';
import { createAppUploadTarget } from './movies/app-upload-target.ts';
import { createHttpUploadTarget } from './movies/http-upload-target.ts';
import type { UploadTarget } from './movies/rating-upload.ts';
import type { Flag, ParsedFlags } from './parse-flags.ts';
import { loadConfigFromFlags } from './setting-flags.ts';

/** The flags of every command that talks to a server. */
export const connectionFlags: readonly Flag[] = [
  { name: 'server', value: '<url>', help: 'server to talk to (default: the one on this machine, if it runs)' },
  { name: 'local', help: 'open everything in this process, without ports' },
  { name: 'data-folder', value: '<folder>', help: 'data of --local (default: ./data)' },
  { name: 'config', value: '<file>', help: 'settings as JSON' },
];

/** A server to call, and how to let go of it. */
export interface Connection {
  readonly transport: Transport;
  /** Where files of films and ratings go. */
  readonly uploads: UploadTarget;
  close(): Promise<void>;
}

/** A port that nobody listens on refuses at once; who takes this long is a server that is busy, with training for one. */
const longestProbeMs = 15_000;

type Answer = 'starweave' | 'something else' | 'too late' | 'nothing';

/**
 * Finds whom to talk to: the server named by `--server`; with `--local` the app in this process; else the server
 * that the settings say runs on this machine, and where none answers, the app in this process.
 *
 * Throws `UsageError` for a URL that is none, a named server that isn't there, and one that says nothing for `probeTimeoutMs`.
 */
export async function connectToServer(
  context: CommandContext,
  values: ParsedFlags['values'],
  probeTimeoutMs = longestProbeMs,
): Promise<Connection> {
  const probe = (url: string) => probeServer(url, context.signal, probeTimeoutMs);
  const config = loadConfigFromFlags(context, values);
  const named = values.server;
  if (typeof named === 'string') {
    if (values.local === true) throw new UsageError('--server and --local exclude each other; give one.');
    return connectTo(named, probe);
  }
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`;
  const wantsThisFolder = values.local === true || values['data-folder'] !== undefined;
  if (wantsThisFolder) return openInThisProcess(config);
  const answer = await probe(url);
  if (answer === 'too late') throw new UsageError(`${describeSilence(url)} --local does without a server.`);
  return answer === 'starweave' ? openConnection(url) : openInThisProcess(config);
}

async function connectTo(text: string, probe: (url: string) => Promise<Answer>): Promise<Connection> {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`--server takes an address such as http://localhost:4000, not "${text}".`);
  }
  const answer = await probe(url.origin);
  if (answer === 'starweave') return openConnection(url.origin);
  if (answer === 'too late') throw new UsageError(describeSilence(url.origin));
  throw new UsageError(`No Starweave answers at ${url.origin}. Start one there, or leave --server away.`);
}

function openConnection(baseUrl: string): Connection {
  return {
    transport: createConnector({ kind: 'connect', baseUrl }),
    uploads: createHttpUploadTarget(baseUrl),
    close: async () => {},
  };
}

async function openInThisProcess(config: Config): Promise<Connection> {
  const app = await openApp(config);
  return {
    transport: createConnector({ kind: 'in-process', routes: app.routes }),
    uploads: createAppUploadTarget(app),
    close: () => app.close(),
  };
}

function describeSilence(url: string): string {
  return `Something listens at ${url} but doesn’t answer, as a busy server may. Try again when it has less to do.`;
}

async function probeServer(url: string, signal: AbortSignal, timeoutMs: number): Promise<Answer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${url}/health/live`, { signal: AbortSignal.any([signal, timeout]) });
    return response.ok && (await response.text()).includes('starweave') ? 'starweave' : 'something else';
  } catch {
    return timeout.aborted ? 'too late' : 'nothing';
  }
}
