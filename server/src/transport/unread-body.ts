import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Answers a request that is refused before all of it was read (too long, not allowed) with `connection: close`.
 *
 * What is left of it would stay in the connection, and the next request on it would wait for ever.
 */
export function closeConnectionIfUnread(request: IncomingMessage, response: ServerResponse): void {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  if (!hasBody) return;
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse;
  response.writeHead = (...head: unknown[]) => {
    if (!request.complete) response.shouldKeepAlive = false;
    return writeHead(...head);
  };
}
