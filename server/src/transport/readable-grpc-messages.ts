import type { UniversalHandler, UniversalServerResponse } from '@connectrpc/connect/protocol';

const field = 'grpc-message';

/**
 * Escapes in the texts of gRPC errors no more than gRPC asks for: bytes that aren't printable ASCII, and the percent sign.
 * Connect escapes colons, commas and the like too, which some clients (`@grpc/grpc-js`) then show as `%3A` and `%2C`.
 */
export function keepGrpcMessagesReadable(handler: UniversalHandler): UniversalHandler {
  const handle = async (request: Parameters<UniversalHandler>[0]): Promise<UniversalServerResponse> => {
    const response = await handler(request);
    if (response.trailer !== undefined) rewriteMessage(response.trailer);
    return response;
  };
  const { protocolNames, service, method, requestPath, allowedMethods, supportedContentType } = handler;
  return Object.assign(handle, { protocolNames, service, method, requestPath, allowedMethods, supportedContentType });
}

/** What is there already, and what comes when the answer's last message is out. */
function rewriteMessage(trailer: Headers): void {
  const set = trailer.set.bind(trailer);
  trailer.set = (name, value) => set(name, name.toLowerCase() === field ? escapeLess(value) : value);
  const message = trailer.get(field);
  if (message !== null) trailer.set(field, message);
}

function escapeLess(escaped: string): string {
  return Array.from(Buffer.from(decodeURIComponent(escaped)), (byte) => {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    return isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
