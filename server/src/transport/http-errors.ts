import { Code, ConnectError } from '@connectrpc/connect';
import { errorToJson } from '@connectrpc/connect/protocol-connect';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logging.ts';
import { describeError } from './call-interceptor.ts';
import { createConnectError, httpStatusOfCode } from './errors.ts';

/** Answers with the error in the same JSON that a failed call has: `code`, `message`, `details`. */
export function sendError(reply: FastifyReply, error: ConnectError, httpStatus = httpStatusOfCode(error.code)): void {
  reply.code(httpStatus).type('application/json; charset=utf-8').header('cache-control', 'no-store');
  const requestId = error.metadata.get('x-request-id');
  if (requestId !== null) reply.header('x-request-id', requestId);
  reply.send(errorToJson(error, undefined));
}

/** Fastify's last resort: bad requests keep their status and get advice, the unexpected hides behind its id. */
export function createErrorHandler(logger: Logger) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void => {
    const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
    if (status === 415) {
      const advice = 'Send JSON with the header "content-type: application/json", or protobuf.';
      sendError(
        reply,
        new ConnectError(`This content type isn't understood here. ${advice}`, Code.InvalidArgument),
        415,
      );
      return;
    }
    if (status >= 400 && status < 500 && 'code' in error && String(error.code).startsWith('FST_')) {
      sendError(reply, new ConnectError(error.message, Code.InvalidArgument), status);
      return;
    }
    const onUnexpected = (unexpected: unknown) =>
      logger.error(
        { requestId: request.id, path: pathOf(request), error: describeError(unexpected) },
        'request failed',
      );
    sendError(reply, createConnectError(error, { requestId: request.id, onUnexpected }));
  };
}

/** The path without the query, which may hold what belongs to a person. */
export function pathOf(request: Pick<FastifyRequest, 'url'>): string {
  return request.url.split('?', 1)[0] ?? '/';
}

const whatExists = [
  '/ (the page)',
  '/pictures/{id}',
  '/rooms/{id}/events',
  'PUT and HEAD /movies/uploads/{id}/{file name}',
  '/health, /health/live, /health/ready',
  'POST /starweave.{Service}/{Method}',
].join('; ');

export function sendNotFound(request: FastifyRequest, reply: FastifyReply): void {
  const message = `There is nothing at ${request.method} ${pathOf(request)}. What exists: ${whatExists}.`;
  sendError(reply, new ConnectError(message, Code.NotFound));
}
