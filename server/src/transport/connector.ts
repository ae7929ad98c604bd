import { type ConnectRouter, createRouterTransport, type Interceptor, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node';
import { sessionMegabytes } from './grpc-server.ts';

interface RemoteOptions {
  /** Where the server is, e.g. "http://localhost:4000". */
  readonly baseUrl: string;
  readonly interceptors?: Interceptor[];
}

/**
 * Which way to the services: the same process, gRPC over HTTP/2, or Connect over HTTP/1.1 (binary, or JSON with
 * `json: true`).
 */
export type ConnectorOptions =
  | { readonly kind: 'in-process'; readonly routes: (router: ConnectRouter) => void }
  | ({ readonly kind: 'grpc' } & RemoteOptions)
  | ({ readonly kind: 'connect'; readonly json?: boolean } & RemoteOptions);

/**
 * The service connector: a transport for typed clients (`createClient(ImageGenerationService, connector)`).
 *
 * Whoever holds the client can't tell which kind it is: answers, streams, error details, cancellation and
 * deadlines are the same over all three.
 */
export function createConnector(options: ConnectorOptions): Transport {
  switch (options.kind) {
    case 'in-process':
      return createRouterTransport(options.routes);
    case 'grpc':
      return createGrpcTransport({
        baseUrl: options.baseUrl,
        interceptors: options.interceptors ?? [],
        nodeOptions: { maxSessionMemory: sessionMegabytes },
      });
    case 'connect':
      return createConnectTransport({
        baseUrl: options.baseUrl,
        httpVersion: '1.1',
        useBinaryFormat: options.json !== true,
        interceptors: options.interceptors ?? [],
      });
    default:
      return options satisfies never;
  }
}
