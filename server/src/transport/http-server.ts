import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { ConnectRouter } from '@connectrpc/connect';
import { fastifyConnectPlugin } from '@connectrpc/connect-fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Caller } from '../accounts/caller.ts';
import { ForbiddenError } from '../errors.ts';
import type { Logger } from '../logging.ts';
import { maximumRequestBytes } from './connect-router.ts';
import { type FilmUploadTarget, registerFilmUploadRoutes } from './film-upload-routes.ts';
import type { RunningServer } from './grpc-server.ts';
import { isHealthPath, registerHealthRoutes } from './health-routes.ts';
import type { HealthSource } from './health-source.ts';
import { createErrorHandler } from './http-errors.ts';
import { createShutdownError, explainListenError, type ListenOptions } from './listen.ts';
import { registerPageRoutes } from './page-routes.ts';
import { type PictureSource, registerPictureRoutes } from './picture-routes.ts';
import { isAllowedHost, isOwnOrigin } from './request-gate.ts';
import { registerRoomEventRoutes } from './room-event-routes.ts';
import { securityHeaders } from './security-headers.ts';
import { closeConnectionIfUnread } from './unread-body.ts';

/** The setting that changes a port. */
export type PortSetting = ListenOptions['setting'];

export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly portSetting: PortSetting;
  readonly routes: (router: ConnectRouter) => void;
  readonly health: HealthSource;
  readonly pictures: PictureSource;
  readonly filmUploads: FilmUploadTarget;
  readonly findCaller: (headers: Headers) => Promise<Caller>;
  /** Folder of the built page. */
  readonly pageFolder: string;
  /** Host names besides localhost and plain addresses under which pages may reach the server. */
  readonly allowedHosts: readonly string[];
  readonly publicUrl: string | undefined;
  readonly logger: Logger;
}

/**
 * Serves the page, the contract as Connect, gRPC-Web and JSON, pictures, events and health over HTTP/1.1.
 *
 * Rejects with PortInUseError where the port is taken.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningServer> {
  const { host, port, portSetting, routes, health, logger } = options;
  const shutdown = new AbortController();
  const app = fastify({
    logger: false,
    bodyLimit: maximumRequestBytes,
    // How long a request may take to arrive; answers and streams may take as long as they need.
    requestTimeout: 60_000,
    keepAliveTimeout: 75_000,
    http: { headersTimeout: 15_000, maxHeaderSize: 32 * 1024 },
    forceCloseConnections: 'idle',
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
  });
  app.setErrorHandler(createErrorHandler(logger));
  app.addHook('onRequest', createGate(options));
  app.addHook('onResponse', createAccessLog(logger));
  await app.register(fastifyConnectPlugin, { routes, shutdownSignal: shutdown.signal });
  registerHealthRoutes(app, health);
  registerPictureRoutes(app, options);
  await registerFilmUploadRoutes(app, options);
  registerRoomEventRoutes(app, { routes, shutdownSignal: shutdown.signal });
  await registerPageRoutes(app, options.pageFolder);
  await listen(app, { host, port, setting: portSetting });
  return {
    port: (app.server.address() as AddressInfo).port,
    close: ({ graceMs = 5000 } = {}) => close(app, shutdown, graceMs),
  };
}

/** Sets the security headers and refuses what a foreign page may have sent. */
function createGate({ allowedHosts, publicUrl }: HttpServerOptions) {
  const publicHost = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  const hosts = [...allowedHosts, ...publicHost];
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.headers(securityHeaders);
    closeConnectionIfUnread(request.raw, reply.raw);
    const { host: hostHeader, origin: originHeader } = request.headers;
    // Probes of orchestrators come under whatever name they like, and health tells nothing that helps a foreign page.
    if (!isHealthPath(request.url) && !isAllowedHost(hostHeader, hosts)) {
      throw new ForbiddenError(
        `The host name ${JSON.stringify(hostHeader ?? '')} is not one of this server's. Use localhost, or allow the name with --allowed-hosts or STARWEAVE_ALLOWED_HOSTS.`,
      );
    }
    const fetchSite = request.headers['sec-fetch-site'];
    const fetchSiteHeader = typeof fetchSite === 'string' ? fetchSite : undefined;
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads && !isOwnOrigin({ hostHeader, originHeader, fetchSiteHeader, publicUrl })) {
      throw new ForbiddenError('Pages of other sites may not call this server.');
    }
  };
}

/** A line per request that is no call (those write their own): the route, never the address that was typed. */
function createAccessLog(logger: Logger) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const route = request.routeOptions.url ?? '';
    if (route.startsWith('/starweave.') || route.startsWith('/grpc.')) return;
    const durationMs = Math.round(reply.elapsedTime);
    logger.debug(
      { requestId: request.id, method: request.method, route, status: reply.statusCode, durationMs },
      'request',
    );
  };
}

async function listen(app: FastifyInstance, { host, port, setting }: ListenOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw error instanceof Error ? explainListenError(error, { host, port, setting }) : error;
  }
}

async function close(app: FastifyInstance, shutdown: AbortController, graceMs: number): Promise<void> {
  const endStreams = setTimeout(() => shutdown.abort(createShutdownError()), graceMs);
  const endConnections = setTimeout(() => app.server.closeAllConnections(), graceMs + 1000);
  await app.close();
  clearTimeout(endStreams);
  clearTimeout(endConnections);
}
