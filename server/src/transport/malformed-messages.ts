import type { UniversalHandler, UniversalServerResponse } from '@connectrpc/connect/protocol';

// Connect answers bytes that are no message with `internal`, as if the fault were ours; their text begins like this.
const malformedText = 'parse binary:';

/** Answers bytes that are no message of the method with `invalid_argument`, in the Connect and gRPC protocols. */
export function refuseMalformedMessages(handler: UniversalHandler): UniversalHandler {
  const handle = async (request: Parameters<UniversalHandler>[0]): Promise<UniversalServerResponse> => {
    const response = await handler(request);
    if (response.status === 500 && response.body !== undefined) return refuseInBody(response, response.body);
    if (isMalformed(response.trailer?.get('grpc-status'), response.trailer?.get('grpc-message'))) {
      response.trailer?.set('grpc-status', '3');
    }
    return response;
  };
  const { protocolNames, service, method, requestPath, allowedMethods, supportedContentType } = handler;
  return Object.assign(handle, { protocolNames, service, method, requestPath, allowedMethods, supportedContentType });
}

function isMalformed(status: string | null | undefined, message: string | null | undefined): boolean {
  return status === '13' && decodeURIComponent(message ?? '').startsWith(malformedText);
}

async function refuseInBody(
  response: UniversalServerResponse,
  body: AsyncIterable<Uint8Array>,
): Promise<UniversalServerResponse> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const keep = { ...response, body: iterate(bytes) };
  if (response.header?.get('content-encoding') !== null) return keep;
  const error = JSON.parse(bytes.toString()) as { code?: string; message?: string };
  if (error.code !== 'internal' || error.message?.startsWith(malformedText) !== true) return keep;
  const refused = Buffer.from(JSON.stringify({ ...error, code: 'invalid_argument' }));
  response.header?.set('content-length', String(refused.byteLength));
  return { ...response, status: 400, body: iterate(refused) };
}

async function* iterate(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
