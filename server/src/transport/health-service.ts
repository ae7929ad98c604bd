import { setTimeout as wait } from 'node:timers/promises';
import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect';
import { grpcHealth } from '@starweave/contract';
import { findHealthStatus, type HealthSource } from './health-source.ts';

const { HealthCheckResponse_ServingStatus: ServingStatus } = grpcHealth;

/**
 * grpc.health.v1.Health, by service name or part name; '' is the whole server.
 *
 * A degraded part serves. Check refuses an unknown name with `not_found`; Watch reports it as SERVICE_UNKNOWN
 * and goes on watching, as the protocol asks.
 */
export function createHealthService(
  source: HealthSource,
  { pollIntervalMs = 1000 } = {},
): ServiceImpl<typeof grpcHealth.Health> {
  const findStatus = async (service: string) => {
    const status = findHealthStatus(await source.getHealth(), service);
    if (status === undefined) return undefined;
    return status === 'not-serving' ? ServingStatus.NOT_SERVING : ServingStatus.SERVING;
  };
  return {
    async check({ service }) {
      const status = await findStatus(service);
      if (status === undefined) throw new ConnectError(`There is no service "${service}" here.`, Code.NotFound);
      return { status };
    },
    async *watch({ service }, { signal }) {
      let last: grpcHealth.HealthCheckResponse_ServingStatus | undefined;
      while (!signal.aborted) {
        const status = (await findStatus(service)) ?? ServingStatus.SERVICE_UNKNOWN;
        if (status !== last) yield { status };
        last = status;
        await wait(pollIntervalMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
