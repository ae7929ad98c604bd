import { createConnectRoutes } from './connect-router.ts';
import { createConnector } from './connector.ts';
import { describeConnector } from './connector-suite.ts';
import { startGrpcServer } from './grpc-server.ts';
import { startTestHttpServer } from './test-http-server.ts';

describeConnector('in-process connector', async ({ services, options }) => ({
  transport: createConnector({ kind: 'in-process', routes: createConnectRoutes(services, options) }),
  close: async () => undefined,
}));

describeConnector('gRPC connector', async ({ services, options }) => {
  const routes = createConnectRoutes(services, options);
  const server = await startGrpcServer({ host: '127.0.0.1', port: 0, routes });
  return {
    transport: createConnector({ kind: 'grpc', baseUrl: `http://127.0.0.1:${server.port}` }),
    close: () => server.close({ graceMs: 0 }),
  };
});

for (const json of [false, true]) {
  describeConnector(`Connect connector, ${json ? 'JSON' : 'binary'}`, async (test) => {
    const server = await startTestHttpServer(test);
    return {
      transport: createConnector({ kind: 'connect', baseUrl: server.url, json }),
      close: () => server.close({ graceMs: 0 }),
    };
  });
}
