import { Code, ConnectError } from '@connectrpc/connect';
import { googleRpc } from '@starweave/contract';

/** What went wrong with a call, for a person. */
export interface Problem {
  readonly message: string;
  /** True where the server was not reached at all, so that the same call may work in a moment. */
  readonly unreachable: boolean;
  readonly notFound: boolean;
}

/** Turns anything that a call threw into words: the server's own sentence, with the refused fields. */
export function describeProblem(reason: unknown): Problem {
  const error = ConnectError.from(reason);
  const unreachable = isUnreachable(error);
  if (unreachable) {
    return { message: findServersWords(error) ?? 'Starweave isn’t answering right now.', unreachable, notFound: false };
  }
  const violations = error
    .findDetails(googleRpc.BadRequestSchema)
    .flatMap((detail) => detail.fieldViolations.map((violation) => violation.description))
    .filter((description) => !error.rawMessage.includes(description));
  const message = [error.rawMessage, ...violations].filter((part) => part !== '').join(' ');
  return {
    message: message === '' ? 'Something unexpected happened.' : message,
    unreachable,
    notFound: error.code === Code.NotFound,
  };
}

/** Whether it was the server itself that said it can't answer now, as while a part of it is starting. */
export function isSaidByServer(reason: unknown): boolean {
  return findServersWords(ConnectError.from(reason)) !== undefined;
}

function isUnreachable(error: ConnectError): boolean {
  return (
    error.code === Code.Unavailable ||
    error.code === Code.DeadlineExceeded ||
    // What fetch rejects with when there is no connection.
    error.cause instanceof TypeError ||
    (error.code === Code.Unknown && /^HTTP 50\d/.test(error.rawMessage))
  );
}

/** What a server that is reached says about a part of it that isn't, as while films are starting. */
function findServersWords({ code, cause, rawMessage }: ConnectError): string | undefined {
  const isServers = code === Code.Unavailable && !(cause instanceof Error) && !/^HTTP \d/.test(rawMessage);
  return isServers && rawMessage !== '' ? rawMessage : undefined;
}
