import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type CommandContext, UsageError } from './command.ts';
import { connectToServer } from './connect-to-server.ts';

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const context: CommandContext = {
  words: [],
  environment: {},
  workingFolder: '/',
  terminal: { write: () => {}, writeError: () => {}, isInteractive: false, columns: 80 },
  signal: new AbortController().signal,
};

test('a named server that answers is talked to', async () => {
  const url = await listen((_request, response) => response.end('{"name":"starweave"}'));
  await expect(connectToServer(context, { server: url })).resolves.toHaveProperty('transport');
});

test('a server that is too busy to answer is not said to be absent, and nothing is opened beside it', async () => {
  const url = await listen(() => {});
  await expect(connectToServer(context, { server: url }, 50)).rejects.toThrow(/doesn’t answer, as a busy server may/);
  const { hostname, port } = new URL(url);
  const busyHere = { ...context, environment: { STARWEAVE_HOST: hostname, STARWEAVE_PORT: port } };
  await expect(connectToServer(busyHere, {}, 50)).rejects.toThrow(/--local does without a server/);
});

test('where nobody listens, or something else does, the named server is said to be absent', async () => {
  const url = await listen((_request, response) => response.end('hello'));
  await expect(connectToServer(context, { server: url })).rejects.toThrow(/No Starweave answers/);
  for (const close of closing.splice(0)) close();
  await expect(connectToServer(context, { server: url })).rejects.toThrow(UsageError);
});
