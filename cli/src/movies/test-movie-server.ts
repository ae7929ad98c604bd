import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { type ConnectRouter, createConnectRouter } from '@connectrpc/connect';
import { createFetchHandler } from '@connectrpc/connect/protocol';

/** Answers one request that isn't for the contract; undefined: not found. */
export type RouteHandler = (request: Request) => Promise<Response | undefined>;

export interface TestServer {
  readonly url: string;
  /** Method, path and query of every request that is not for the contract, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** A server on a free port that says it is a Starweave and serves the contract's routes and others that a test hands in. */
export async function startTestServer(
  routes: (router: ConnectRouter) => void,
  otherRoutes: RouteHandler = async () => undefined,
): Promise<TestServer> {
  const router = createConnectRouter();
  routes(router);
  const services = new Map(router.handlers.map((handler) => [handler.requestPath, createFetchHandler(handler)]));
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void answer(incoming, outgoing);
  });
  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const hangUp = new AbortController();
    outgoing.once('close', () => hangUp.abort());
    const request = toRequest(incoming, hangUp.signal);
    const { pathname, search } = new URL(request.url);
    const service = services.get(pathname);
    if (service === undefined && pathname !== '/health/live') requests.push(`${request.method} ${pathname}${search}`);
    try {
      const response =
        pathname === '/health/live' ? new Response('{"service":"starweave"}') : await (service ?? otherRoutes)(request);
      await send(response ?? new Response('not found', { status: 404 }), outgoing);
    } catch {
      outgoing.destroy();
    }
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', url = '/', headers } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(`http://${headers.host}${url}`, {
    method,
    signal,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' } : {}),
  } as RequestInit);
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body !== null) {
    // Each chunk is on its way before the next is asked for, so that a body that breaks off has come so far.
    for await (const chunk of response.body) await new Promise((resolve) => outgoing.write(chunk, resolve));
  }
  outgoing.end();
}
