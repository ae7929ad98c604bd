import { createConnectRoutes } from './connect-router.ts';
import { type HttpServerOptions, startHttpServer } from './http-server.ts';
import type { createTestServices } from './test-services.ts';

/** The HTTP server over the test services, on a free port. */
export async function startTestHttpServer(
  { services, options }: Pick<ReturnType<typeof createTestServices>, 'services' | 'options'>,
  overrides: Partial<HttpServerOptions> = {},
) {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    portSetting: { name: 'STARWEAVE_PORT', flag: '--port' },
    routes: createConnectRoutes(services, options),
    health: services.health,
    pictures: { findPicture: async () => undefined, findThumbnail: async () => undefined },
    filmUploads: { receive: async () => 0, findSize: async () => undefined },
    findCaller: options.findCaller,
    pageFolder: '/nowhere',
    allowedHosts: [],
    publicUrl: undefined,
    logger: options.logger,
    ...overrides,
  });
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}
