import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient, type Transport } from '@connectrpc/connect';
import { ChatService, SystemService } from '@starweave/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Config, loadConfig } from './config.ts';
import { PortInUseError } from './errors.ts';
import { openApp, startServer } from './start-server.ts';
import { DataFolderInUseError } from './storage/storage-errors.ts';
import { openTestDatabase, type TestDatabase } from './storage/test-database.ts';
import { createConnector } from './transport/connector.ts';

let folder: string;
let test: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave app '));
  test = await openTestDatabase({ isMigrated: false });
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true });
});

/** Without workers: pictures have tests of their own. */
function load(dataFolder: string, flags: Record<string, string> = {}): Config {
  return loadConfig({
    environment: { DATABASE_URL: test.connectionString, STARWEAVE_OLLAMA_URL: 'http://127.0.0.1:1' },
    flags: {
      port: '0',
      'grpc-port': '0',
      'image-workers': '0',
      'film-art': 'off',
      log: 'silent',
      'data-folder': dataFolder,
      ...flags,
    },
    workingFolder: folder,
  });
}

async function createRoom(transport: Transport, name: string): Promise<string> {
  const { room } = await createClient(ChatService, transport).createRoom({ name });
  return room?.id ?? '';
}

async function listRooms(transport: Transport): Promise<string[]> {
  const { rooms } = await createClient(ChatService, transport).listRooms({});
  return rooms.map(({ id }) => id).sort();
}

describe('startServer', () => {
  it('answers the same over HTTP, gRPC and in process, for the same person', async () => {
    const server = await startServer(load('all'));
    try {
      const transports = [
        createConnector({ kind: 'connect', baseUrl: `http://127.0.0.1:${server.port}` }),
        createConnector({ kind: 'connect', baseUrl: `http://127.0.0.1:${server.port}`, json: true }),
        createConnector({ kind: 'grpc', baseUrl: `http://127.0.0.1:${server.grpcPort}` }),
        createConnector({ kind: 'in-process', routes: server.app.routes }),
      ];
      const made: string[] = [];
      for (const [index, transport] of transports.entries()) made.push(await createRoom(transport, `Room ${index}`));
      for (const transport of transports) expect(await listRooms(transport)).toEqual(expect.arrayContaining(made));
      const health = await createClient(SystemService, transports[0] as Transport).getHealth({});
      expect(health.parts.map(({ name }) => name)).toEqual(expect.arrayContaining(['database', 'blobs', 'text']));
    } finally {
      await Promise.all([server.close(), server.close()]);
    }
  });

  it('shows the same pages on a second port when one is set', async () => {
    const server = await startServer(load('two ports', { 'cinematch-port': '0' }));
    try {
      expect(server.cinematchPort).not.toBe(server.port);
      const roomIds = [server.port, server.cinematchPort ?? 0].map((port) =>
        listRooms(createConnector({ kind: 'connect', baseUrl: `http://127.0.0.1:${port}` })),
      );
      expect(await roomIds[1]).toEqual(await roomIds[0]);
      const health = await fetch(`http://127.0.0.1:${server.cinematchPort}/_stcore/health`);
      expect([200, 503]).toContain(health.status);
    } finally {
      await server.close();
    }
  });

  it('keeps what was said over a restart', async () => {
    const first = await startServer(load('kept'));
    const roomId = await createRoom(createConnector({ kind: 'in-process', routes: first.app.routes }), 'Kept');
    await first.close();
    const second = await openApp(load('kept'));
    try {
      expect(await listRooms(createConnector({ kind: 'in-process', routes: second.routes }))).toContain(roomId);
    } finally {
      await second.close();
    }
  });

  it('refuses a data folder that a running one has', async () => {
    const app = await openApp(load('taken'));
    try {
      await expect(openApp(load('taken'))).rejects.toBeInstanceOf(DataFolderInUseError);
    } finally {
      await app.close();
    }
  });

  it.each([
    ['port', 'STARWEAVE_PORT'],
    ['grpc-port', 'STARWEAVE_GRPC_PORT'],
    ['cinematch-port', 'STARWEAVE_CINEMATCH_PORT'],
  ])('names the setting of an occupied %s, and leaves nothing open', async (flag, setting) => {
    const first = await startServer(load('first'));
    try {
      const refusal = startServer(load('second', { [flag]: `${first.port}` }));
      await expect(refusal).rejects.toBeInstanceOf(PortInUseError);
      await expect(refusal).rejects.toThrow(setting);
      await (await openApp(load('second'))).close();
    } finally {
      await first.close();
    }
  });
});
