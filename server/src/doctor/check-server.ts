import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@connectrpc/connect';
import { SystemService } from '@starweave/contract';
import type { Config } from '../config.ts';
import { findDataFolderHolder } from '../storage/data-folder.ts';
import { createConnector } from '../transport/connector.ts';
import { type DoctorCheck, failed, passed } from './check.ts';

/** Answers with the health of a server: the running one's, or one opened for the purpose. */
export type HealthQuestion = () => Promise<HealthAnswer>;

export interface HealthAnswer {
  readonly parts: readonly HealthAnswerPart[];
  readonly modelsReady?: number | undefined;
  readonly modelsTotal?: number | undefined;
}

export interface HealthAnswerPart {
  readonly name: string;
  readonly status: string;
  readonly reason: string;
  readonly advice: string;
}

const requestTimeoutMs = 5000;

/** The health of the server that runs with this configuration; undefined when none answers as a Starweave. */
export async function findRunningServer(config: Pick<Config, 'host' | 'port'>): Promise<HealthQuestion | undefined> {
  if (config.port === 0) return undefined;
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host;
  const baseUrl = `http://${host.includes(':') ? `[${host}]` : host}:${config.port}`;
  const client = createClient(SystemService, createConnector({ kind: 'connect', baseUrl }));
  const question: HealthQuestion = () => client.getHealth({}, { timeoutMs: requestTimeoutMs });
  try {
    await question();
    return question;
  } catch {
    return undefined;
  }
}

/** Each part and each model of a server, after the models that are being checked have come to an end. */
export async function checkHealth(question: HealthQuestion, timeoutMs: number): Promise<DoctorCheck[]> {
  const deadline = performance.now() + timeoutMs;
  let health = await question();
  while (isChecking(health.parts) && performance.now() < deadline) {
    await sleep(200);
    health = await question();
  }
  const { modelsReady = 0, modelsTotal = 0 } = health;
  const models = `${modelsReady} of ${modelsTotal} can be loaded`;
  return [
    ...health.parts.toSorted(compareParts).map(toCheck),
    modelsReady > 0 ? passed('models', models) : failed('models', models, 'See each model above for its reason.'),
  ];
}

// A degraded image model is one whose check has not ended; films that start have no models yet.
function isChecking(parts: readonly HealthAnswerPart[]): boolean {
  const hasFilmModels = parts.some(({ name }) => name.startsWith('film-model:'));
  return parts.some(({ name, status }) => {
    if (name === 'films') return status === 'not-serving' && !hasFilmModels;
    return name.startsWith('model:') && status === 'degraded';
  });
}

const knownParts: Readonly<Record<string, { readonly title: string; readonly good: string }>> = {
  database: { title: 'database', good: 'reachable and migrated' },
  blobs: { title: 'blob store', good: 'writable' },
  images: { title: 'image worker', good: 'alive' },
  films: { title: 'films', good: 'every algorithm serves' },
  text: { title: 'language model', good: 'answers' },
};

// The built-in host answers where no language model does; a film model that is being trained comes by itself, and one that
// can't be used is not serving.
function toCheck({ name, status, reason, advice }: HealthAnswerPart): DoctorCheck {
  const model = name.replace(/^model:/, 'model ').replace(/^film-model:/, 'film model ');
  const { title, good } = knownParts[name] ?? { title: model, good: 'can be loaded' };
  const isOk = status === 'serving' || (status === 'degraded' && /^(text|films|film-model:.*)$/.test(name));
  return isOk ? passed(title, reason || good) : failed(title, reason || status, advice);
}

// A model's reason says more than that of the images, which can't be painted without one.
function compareParts(left: HealthAnswerPart, right: HealthAnswerPart): number {
  return Number(left.name === 'images') - Number(right.name === 'images');
}

/** Whether the ports are free, where no server of ours holds them. */
export async function checkPorts(config: Pick<Config, 'host' | 'port' | 'grpcPort'>): Promise<DoctorCheck[]> {
  const { host, port, grpcPort } = config;
  return Promise.all([
    checkPort('port', { host, port, setting: '--port or STARWEAVE_PORT' }),
    checkPort('gRPC port', { host, port: grpcPort, setting: '--grpc-port or STARWEAVE_GRPC_PORT' }),
  ]);
}

interface PortToCheck {
  readonly host: string;
  readonly port: number;
  readonly setting: string;
}

async function checkPort(name: string, { host, port, setting }: PortToCheck): Promise<DoctorCheck> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return passed(name, port === 0 ? 'a free one at each start' : `${port} is free`);
  } catch (error) {
    const isUsed = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const detail = isUsed ? `${port} is used by another program` : (error as Error).message;
    return failed(name, detail, `Stop that program, or choose another port with ${setting}.`);
  } finally {
    server.close();
  }
}

/** What is wrong when the data folder is held by a server that doesn't answer where the configuration says. */
export async function checkDataFolder(config: Pick<Config, 'dataFolder' | 'port'>): Promise<DoctorCheck | undefined> {
  const holder = await findDataFolderHolder(config.dataFolder);
  if (holder === undefined) return undefined;
  return failed(
    'server',
    `process ${holder.processId} holds ${config.dataFolder}, and no Starweave answers on port ${config.port}`,
    'Give the doctor the --port that it was started with, or stop it.',
  );
}
