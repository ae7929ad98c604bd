import { UploadRefusedError, type UploadTarget } from './rating-upload.ts';

const patienceMs = 60_000;

/**
 * The upload routes of a server: `HEAD /movies/uploads/{id}/{file}` for the size so far, `PUT …?offset=N` for bytes.
 *
 * Rejects with `UploadRefusedError` and the server's sentence where trying again is no use.
 */
export function createHttpUploadTarget(baseUrl: string): UploadTarget {
  const address = (uploadId: string, fileName: string) =>
    `${baseUrl}/movies/uploads/${uploadId}/${encodeURIComponent(fileName)}`;
  const within = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  return {
    async findSize(uploadId, fileName, signal) {
      const response = await fetch(address(uploadId, fileName), { method: 'HEAD', signal: within(signal) });
      if (response.status === 404) return 0;
      await verify(response);
      return Number(response.headers.get('content-length') ?? 0);
    },
    async append({ uploadId, fileName, offset, bytes }, signal) {
      const response = await fetch(`${address(uploadId, fileName)}?offset=${offset}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: bytes,
        signal: within(signal),
      });
      await verify(response);
      await response.body?.cancel();
    },
  };
}

async function verify(response: Response): Promise<void> {
  if (response.ok) return;
  const { code, message } = parseRefusal(await response.text().catch(() => ''));
  const sentence = message || `The server answered ${response.status} to the upload.`;
  if (finalCodes.has(code)) throw new UploadRefusedError(sentence);
  throw new UploadInterruptedError(sentence);
}

/** Of answers that stay the same however often they are asked for. */
const finalCodes = new Set(['invalid_argument', 'not_found', 'permission_denied', 'unauthenticated', 'unimplemented']);

function parseRefusal(text: string): { readonly code: string; readonly message: string } {
  try {
    const { code, message } = JSON.parse(text) as { code?: unknown; message?: unknown };
    return { code: String(code), message: typeof message === 'string' ? message : '' };
  } catch {
    return { code: '', message: '' };
  }
}

/** A part did not arrive; the next try may work. */
export class UploadInterruptedError extends Error {
  readonly code = 'upload-interrupted';
  override readonly name = 'UploadInterruptedError';
}
