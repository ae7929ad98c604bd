import { randomUUID } from 'node:crypto';
import { Code, type ConnectError, type Interceptor } from '@connectrpc/connect';
import type { Caller } from '../accounts/caller.ts';
import type { Logger } from '../logging.ts';
import { callerKey, requestIdKey } from './call-context.ts';
import { createConnectError, redactSecrets } from './errors.ts';

export interface CallInterceptorOptions {
  /** Who the headers of a call belong to. */
  readonly findCaller: (headers: Headers) => Promise<Caller>;
  readonly logger: Logger;
}

/**
 * Gives every call its caller and its request id, turns errors into statuses, and writes one line per call to
 * the log: method, status and duration, never content.
 */
export function createCallInterceptor({ findCaller, logger }: CallInterceptorOptions): Interceptor {
  return (next) => async (request) => {
    const requestId = parseRequestId(request.header.get('x-request-id')) ?? randomUUID();
    const call = startCall(logger, { requestId, method: `${request.service.typeName}/${request.method.name}` });
    try {
      request.contextValues.set(requestIdKey, requestId);
      request.contextValues.set(callerKey, await findCaller(request.header));
      const response = await next(request);
      response.header.set('x-request-id', requestId);
      if (!response.stream) {
        call.end();
        return response;
      }
      return { ...response, message: followStream(response.message, call) };
    } catch (error) {
      throw call.fail(error);
    }
  };
}

interface Call {
  end(): void;
  fail(error: unknown): ConnectError;
}

function startCall(logger: Logger, { requestId, method }: { requestId: string; method: string }): Call {
  const startedAt = performance.now();
  const log = (status: string) =>
    logger.info({ requestId, method, status, durationMs: Math.round(performance.now() - startedAt) }, 'call');
  return {
    end: () => log('ok'),
    fail: (error) => {
      const onUnexpected = (unexpected: unknown) =>
        logger.error({ requestId, method, error: describeError(unexpected) }, 'call failed unexpectedly');
      const connectError = createConnectError(error, { requestId, onUnexpected });
      log(Code[connectError.code] ?? String(connectError.code));
      return connectError;
    },
  };
}

async function* followStream<T>(messages: AsyncIterable<T>, call: Call): AsyncIterable<T> {
  let failed = false;
  try {
    yield* messages;
  } catch (error) {
    failed = true;
    throw call.fail(error);
  } finally {
    if (!failed) call.end();
  }
}

function parseRequestId(header: string | null): string | undefined {
  return header !== null && /^[\w.:-]{1,64}$/.test(header) ? header : undefined;
}

/** An unexpected error for the log: name, text and stack with secrets blotted out. */
export function describeError(error: unknown): { name: string; message: string; stack?: string; cause?: string } {
  if (!(error instanceof Error)) return { name: typeof error, message: redactSecrets(String(error)) };
  return {
    name: error.name,
    message: redactSecrets(error.message),
    ...(error.stack === undefined ? {} : { stack: redactSecrets(error.stack) }),
    ...(error.cause instanceof Error ? { cause: redactSecrets(error.cause.message) } : {}),
  };
}
