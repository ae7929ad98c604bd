import { Code, ConnectError } from '@connectrpc/connect';
import { googleRpc } from '@starweave/contract';

/** What went wrong, for people. */
export function describeError(error: unknown): string {
  if (error instanceof ConnectError) {
    const fields = error
      .findDetails(googleRpc.BadRequestSchema)
      .flatMap(({ fieldViolations }) => fieldViolations.map(({ field, description }) => `  ${field}: ${description}`));
    return fields.length > 0 ? `The request was refused:\n${fields.join('\n')}` : error.rawMessage;
  }
  // Errors of ours carry a code and are written to be read; anything else is a fault whose place matters.
  if (error instanceof Error) return 'code' in error ? error.message : (error.stack ?? error.message);
  return String(error);
}

/** Whether the server was asked for something that it doesn't understand. */
export function isRefusedRequest(error: unknown): boolean {
  return error instanceof ConnectError && error.code === Code.InvalidArgument;
}
