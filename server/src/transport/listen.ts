import type { AddressInfo, Server } from 'node:net';
import { Code, ConnectError } from '@connectrpc/connect';
import { PortInUseError } from '../errors.ts';

/** The operating system lets only its administrator use this port; the message names the setting. */
export class PortForbiddenError extends Error {
  override readonly name = 'PortForbiddenError';
  readonly code = 'port-forbidden';

  constructor(port: number, setting: ListenOptions['setting'], options?: ErrorOptions) {
    super(
      `This user may not listen on port ${port}. Choose one above 1023 with ${setting.flag} <port> or ${setting.name}=<port>.`,
      options,
    );
  }
}

/** The address to listen on is not one of this machine's. */
export class HostNotHereError extends Error {
  override readonly name = 'HostNotHereError';
  readonly code = 'host-not-here';

  constructor(host: string, options?: ErrorOptions) {
    super(
      `"${host}" is not an address of this machine. Choose 127.0.0.1, 0.0.0.0 or one of its own with --host <address> or STARWEAVE_HOST=<address>.`,
      options,
    );
  }
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** The setting that changes the port. */
  readonly setting: { readonly name: string; readonly flag: string };
}

/** Listens, or rejects with an error that names the setting to change. */
export async function listenOrExplain(server: Server, { host, port, setting }: ListenOptions): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explainListenError(error, { host, port, setting })));
    server.listen({ host, port }, resolve);
  });
  return server.address() as AddressInfo;
}

/** The error of a failed listen with what to do about it. */
export function explainListenError(error: Error, { host, port, setting }: ListenOptions): Error {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new PortInUseError(port, setting, { cause: error });
  if (code === 'EACCES') return new PortForbiddenError(port, setting, { cause: error });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return new HostNotHereError(host, { cause: error });
  return error;
}

/** What streams that still run at the end of a drain are ended with. */
export function createShutdownError(): ConnectError {
  return new ConnectError('The server is shutting down. Call again in a moment.', Code.Unavailable);
}
