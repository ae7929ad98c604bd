import { create, toJson } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { GetHealthResponseSchema } from '@starweave/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findHealthStatus, type HealthSource } from './health-source.ts';
import { sendError } from './http-errors.ts';

/**
 * - `/health/live`: 200 while the process answers.
 * - `/health/ready`: 200 when work is accepted, otherwise 503; `?service=images` asks for one part or gRPC service.
 * - `/health`: every part and model, always 200.
 * - `/_stcore/health`: for what watches CineMatch: 200 "ok" when film models serve, otherwise 503 with the reason.
 */
export function registerHealthRoutes(app: FastifyInstance, health: HealthSource): void {
  app.get('/health/live', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { name: 'starweave', status: 'live' };
  });

  app.get('/health/ready', async (request: FastifyRequest<{ Querystring: { service?: string } }>, reply) => {
    reply.header('cache-control', 'no-store');
    const service = request.query.service ?? '';
    const report = await health.getHealth();
    const status = findHealthStatus(report, service);
    if (status === undefined) {
      const known = report.parts.map((part) => part.name).join(', ');
      return sendError(reply, new ConnectError(`There is no part "${service}". Known: ${known}.`, Code.NotFound));
    }
    const reasons = report.parts
      .filter((part) => part.status !== 'serving' && (service === '' || part.name === service))
      .map(({ name, reason, advice }) => ({ name, reason, advice }));
    return reply.code(status === 'not-serving' ? 503 : 200).send({ status, reasons });
  });

  app.get('/_stcore/health', async (_request, reply) => {
    reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8');
    const { parts } = await health.getHealth();
    const films = parts.find(({ name }) => name === 'films');
    if (films !== undefined && films.status !== 'not-serving') return 'ok';
    const reason =
      films === undefined ? 'Films are not part of this server.' : `${films.reason} ${films.advice}`.trim();
    return reply.code(503).send(reason);
  });

  app.get('/health', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    const report = create(GetHealthResponseSchema, await health.getHealth());
    return toJson(GetHealthResponseSchema, report, { alwaysEmitImplicit: true });
  });
}

/** Whether an address is one of the above; probes ask for them under whatever host name they like. */
export function isHealthPath(url: string): boolean {
  return url.startsWith('/health') || url.startsWith('/_stcore/health');
}
