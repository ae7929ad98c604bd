import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Ends the connection of a request that was answered before all of it was read (too long, refused).
 *
 * What is left of it would stay in the connection, and the next request on it would wait for ever.
 */
export function endConnectionIfUnread(request: IncomingMessage, response: ServerResponse): void {
  // By the time the answer is out, the request has let go of its connection.
  const { socket } = request;
  response.once('finish', () => {
    if (!request.complete) socket.destroySoon();
  });
}
