import { createServer, type ServerHttp2Session } from 'node:http2';
import type { ConnectRouter } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { createShutdownError, listenOrExplain } from './listen.ts';

export interface GrpcServerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly routes: (router: ConnectRouter) => void;
}

export interface RunningServer {
  readonly port: number;
  /** Takes no new call, lets running ones end for `graceMs`, then ends them. */
  close(options?: { graceMs?: number }): Promise<void>;
}

/**
 * Serves the routes as gRPC over HTTP/2 without TLS.
 *
 * Rejects with PortInUseError where the port is taken.
 */
export async function startGrpcServer({ host, port, routes }: GrpcServerOptions): Promise<RunningServer> {
  const shutdown = new AbortController();
  const sessions = new Set<ServerHttp2Session>();
  const handleCall = connectNodeAdapter({ routes, shutdownSignal: shutdown.signal });
  const server = createServer(
    { settings: { maxConcurrentStreams: 256 }, maxSessionMemory: sessionMegabytes },
    handleCall,
  );
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    // A client that breaks the connection is its own affair; without a listener it would end the process.
    session.on('error', () => session.destroy());
  });
  server.on('sessionError', () => undefined);
  const address = await listenOrExplain(server, { host, port, setting: grpcPortSetting });
  return {
    port: address.port,
    async close({ graceMs = 5000 } = {}) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.close();
      const endStreams = setTimeout(() => shutdown.abort(createShutdownError()), graceMs);
      const endSessions = setTimeout(() => {
        for (const session of sessions) session.destroy();
      }, graceMs + 1000);
      await closed;
      clearTimeout(endStreams);
      clearTimeout(endSessions);
    },
  };
}

/**
 * Node counts messages on their way against their session and refuses streams above this; its own 10 MB is less than
 * one message of ours may have.
 */
export const sessionMegabytes = 128;

const grpcPortSetting = { name: 'STARWEAVE_GRPC_PORT', flag: '--grpc-port' };
